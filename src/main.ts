import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { didYouMean } from './model/did-you-mean.ts';
import { exitCodes, type Command, type CommandIo } from './cli/command.ts';
import { commandNames, helpOf, helpText } from './cli/help.ts';
import { WrongUse } from './cli/read-options.ts';
import { loadConfig } from './config/load-config.ts';
import { moduleBeside } from './config/module-beside.ts';
import { readSecrets } from './config/secrets.ts';
import { MiddlewatchError } from './errors/middlewatch-error.ts';
import { version } from './version.ts';

/** Each command with what it needs, loaded only when it is the one: `audit verify` must not wait for Bolt. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => {
    const [{ createRunCommand }, { runBot }] = await Promise.all([
      import('./cli/run.ts'),
      import('./bot.ts'),
    ]);
    return createRunCommand(runBot);
  },
  check: async () => (await import('./cli/check.ts')).check,
  drill: async () => {
    const [{ createDrillCommand }, drill, { readPlayed }] = await Promise.all([
      import('./cli/drill.ts'),
      import('./drill/drill.ts'),
      import('./read-played.ts'),
    ]);
    return createDrillCommand(drill.drillPorts(installation(), readPlayed));
  },
  audit: async () => {
    const { createAuditCommand } = await import('./cli/audit.ts');
    return createAuditCommand({
      defaultStore,
      storePath: storePathOf,
      openStore: async (place) =>
        (await import('./store/open-store.ts')).openStore({
          ...place,
          parserModule: moduleBeside(import.meta.url, './read-delivery'),
        }),
    });
  },
  store: async () => {
    const { createStoreCommand } = await import('./cli/store.ts');
    return createStoreCommand((env) => ({
      storePath: storePathOf,
      databaseUrl: () => readSecrets(env).databaseUrl,
    }));
  },
  rbac: async () => (await import('./cli/rbac.ts')).rbac,
  runbooks: async () => (await import('./cli/runbooks.ts')).runbooks,
};

async function main(argv: readonly string[], io: CommandIo): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    (name === undefined ? io.stderr : io.stdout)(helpText);
    return name === undefined ? exitCodes.wrongUse : exitCodes.done;
  }
  if (name === '--version' || name === 'version') {
    io.stdout(`${version()}\n`);
    return exitCodes.done;
  }
  const load = commands[name];
  if (load === undefined) {
    const meant = didYouMean(name, commandNames);
    io.stderr(
      `There is no command ${name}${meant === undefined ? '.' : `; did you mean ${meant}?`} "middlewatch --help" lists them.\n`,
    );
    return exitCodes.wrongUse;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    io.stdout(helpOf(name));
    return exitCodes.done;
  }
  try {
    return await (
      await load()
    )(rest, io);
  } catch (error) {
    if (error instanceof WrongUse) {
      io.stderr(`${error.message}\n${helpOf(name)}`);
      return exitCodes.wrongUse;
    }
    if (error instanceof MiddlewatchError) {
      io.stderr(`${error.message}.\n${error.remedy}\n`);
      return error.code === 'config-invalid' || error.code === 'secret-missing'
        ? exitCodes.wrongUse
        : exitCodes.fault;
    }
    throw error;
  }
}

/** Where this installation keeps its parts: the sources in the repository, dist/ in the published package. */
function installation(): { entry: string; guard: string; manifest: string } {
  const entry = fileURLToPath(import.meta.url);
  return {
    entry,
    guard: moduleBeside(import.meta.url, './drill/loopback-only').href,
    manifest: fileURLToPath(new URL('../manifest.yml', import.meta.url)),
  };
}

/** Without --config and --store: the store of a bot with default config here, else the one of the drill. */
function defaultStore(): string {
  const found = ['./data/middlewatch.db', './data/drill.db'].find((path) => existsSync(path));
  if (found === undefined)
    throw new WrongUse(
      'audit needs --config FILE or --store PATH: there is no ./data/middlewatch.db or ./data/drill.db here',
    );
  return found;
}

/** @throws MiddlewatchError `config-invalid` */
async function storePathOf(configFile: string): Promise<string> {
  const result = await loadConfig(configFile);
  if (result.ok) return result.config.store.path;
  const [first] = result.errors;
  throw new MiddlewatchError('config-invalid', `${configFile}:${first?.line ?? 0}: ${first?.message ?? ''}`);
}

// Started through the launcher: when that is killed, nobody would ever stop this process. It then stops as on SIGTERM.
if (process.env['MIDDLEWATCH_LAUNCHED'] === '1' && process.channel !== undefined) {
  process.channel.unref();
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
}

process.exitCode = await main(process.argv.slice(2), {
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  env: process.env,
});

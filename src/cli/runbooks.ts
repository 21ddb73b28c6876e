import { fileURLToPath } from 'node:url';
import { didYouMean } from '../model/did-you-mean.ts';
import { MiddlewatchError } from '../errors/middlewatch-error.ts';
import { lintRunbooks } from '../runbooks/lint-runbooks.ts';
import { loadRunbooks } from '../runbooks/load-runbooks.ts';
import { matchRunbooks } from '../runbooks/match-runbooks.ts';
import type { RunbookProblem } from '../runbooks/runbook-problem.ts';
import { chooseSubject } from '../incidents/choose-subject.ts';
import { exitCodes, type Command, type CommandIo } from './command.ts';
import { readOptions, WrongUse } from './read-options.ts';

/** The built-in library beside the source. */
const builtIn = fileURLToPath(new URL('../../runbooks', import.meta.url));

/** `runbooks lint [DIR…] [--json]` and `runbooks match --label KEY=VALUE … [--dir DIR] [--json]`. */
export const runbooks: Command = async (argv, io) => {
  const [verb, ...rest] = argv;
  try {
    if (verb === 'lint') return await lint(rest, io);
    if (verb === 'match') return await match(rest, io);
  } catch (error) {
    if (!(error instanceof MiddlewatchError)) throw error;
    io.stderr(`${error.message}\n`);
    return exitCodes.wrongUse;
  }
  const meant = verb === undefined ? undefined : didYouMean(verb, ['lint', 'match']);
  throw new WrongUse(
    meant === undefined
      ? 'runbooks needs lint or match'
      : `there is no runbooks ${verb ?? ''}; did you mean ${meant}?`,
  );
};

async function lint(argv: readonly string[], io: CommandIo): Promise<number> {
  const { values, positionals } = readOptions(argv, { json: { type: 'boolean' } });
  const result = await lintRunbooks(positionals.length > 0 ? positionals : [builtIn]);
  if (values.json === true) {
    io.stdout(`${JSON.stringify({ ok: result.ok, files: result.files, problems: result.problems })}\n`);
  } else {
    for (const problem of result.problems) io.stderr(`${problemLine(problem)}\n`);
    const count = `${result.files} runbook${result.files === 1 ? '' : 's'}`;
    io.stdout(result.ok ? `${count}: no errors.\n` : `${count}: errors found.\n`);
  }
  return result.ok ? exitCodes.done : exitCodes.fault;
}

async function match(argv: readonly string[], io: CommandIo): Promise<number> {
  const { values, positionals } = readOptions(argv, {
    label: { type: 'string', multiple: true },
    dir: { type: 'string', multiple: true },
    json: { type: 'boolean' },
  });
  if (positionals.length > 0)
    throw new WrongUse(`runbooks match takes --label KEY=VALUE, not ${positionals[0] ?? ''}`);
  const labels = readLabels(values.label ?? []);
  const { runbooks: library } = await loadRunbooks([builtIn, ...(values.dir ?? [])]);
  const alert = { labels, annotations: {} };
  const { subject } = chooseSubject(alert, { defaultCluster: 'default', knownClusters: ['default'] });
  const matches = matchRunbooks(library, { alerts: [alert], findings: [], subject });
  if (values.json === true) {
    const shown = matches.map(({ runbook, score, reason }) => ({ runbook, score, reason }));
    io.stdout(`${JSON.stringify({ matches: shown })}\n`);
  } else if (matches.length === 0) {
    io.stdout('No runbook fits.\n');
  } else {
    for (const { runbook, score, reason } of matches) io.stdout(`${runbook} (${score}): ${reason}\n`);
  }
  return exitCodes.done;
}

function readLabels(pairs: readonly string[]): Record<string, string> {
  if (pairs.length === 0)
    throw new WrongUse(
      'runbooks match needs --label KEY=VALUE, such as --label alertname=KubePodCrashLooping',
    );
  const entries = pairs.map((pair): [string, string] => {
    const equals = pair.indexOf('=');
    if (equals < 1) throw new WrongUse(`--label ${pair} is no KEY=VALUE`);
    return [pair.slice(0, equals), pair.slice(equals + 1)];
  });
  return Object.fromEntries(entries);
}

/** `runbooks/x.md:3:1: error: there is no cause …` */
function problemLine({ file, line, column, severity, message }: RunbookProblem): string {
  return `${file}:${line}:${column}: ${severity}: ${message}`;
}

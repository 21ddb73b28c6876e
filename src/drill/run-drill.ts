import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { startBot } from './bot/start-bot.ts';
import { allScenarios, findScenario } from './scenarios/all-scenarios.ts';
import { textOf } from './play/find-button.ts';
import { startWorld } from './world/start-world.ts';
import { worldPanel } from './world/world-panel.ts';

/** Where the drill finds the parts of this installation. */
export interface Installation {
  /** Paths of src/main.ts (or dist/main.js) and of the loopback guard beside it. */
  entry: string;
  guard: string;
  manifest: string;
}

export interface DrillOptions extends Installation {
  seed: number;
  /** Of the page. */
  port: number;
  /** A scenario to begin with at once. */
  start: string | undefined;
  /** Where drill.db, its log and config go. */
  directory: string;
  print: (line: string) => void;
}

export interface RunningDrill {
  url: string;
  /** Resolves when the bot has ended by itself: the drill cannot go on without it. */
  botExited: Promise<number | null>;
  stop(): Promise<void>;
}

const panelEveryMs = 700;

/** The world, the bot in it, and the page on which a person plays both colleagues. */
export async function runDrill(options: DrillOptions): Promise<RunningDrill> {
  const { print } = options;
  const directory = resolve(options.directory);
  await mkdir(directory, { recursive: true });
  // The workspace begins empty each time: cards of an earlier drill would point at messages that are gone.
  for (const suffix of ['', '-wal', '-shm', '.lock', '.lock-journal'])
    await rm(join(directory, `drill.db${suffix}`), { force: true });
  const world = await startWorld({
    seed: options.seed,
    port: options.port,
    manifest: options.manifest,
    rules: allScenarios.flatMap((scenario) => scenario.rules),
  });
  const webhookToken = 'drill-webhook-token';
  const bot = await startBot({ ...options, world, directory, webhookToken }).catch(async (error: unknown) => {
    await world.stop();
    throw error;
  });
  world.connectAlertmanager(`${bot.url}/webhooks/alertmanager`, webhookToken);

  const states = new Map<string, 'running' | 'passed'>();
  const start = (asked: string): void => {
    const [name = '', event] = asked.split('/');
    const scenario = findScenario(name);
    if (scenario === undefined) throw new Error(`there is no scenario ${name}`);
    if (event !== undefined) {
      const found = scenario.events?.find((one) => one.name === event);
      if (found === undefined) throw new Error(`${scenario.title} has no event ${event}`);
      found.run(world);
      refresh();
      return;
    }
    if (states.get(name) === 'running') throw new Error(`${scenario.title} is running already`);
    if (states.get(name) === 'passed') scenario.reset(world);
    scenario.start(world);
    states.set(name, 'running');
    refresh();
  };
  const channel = world.workspace.channelId('#incidents');
  const refresh = (): void => {
    const open = world.workspace
      .messages(channel)
      .some((message) => /Firing|Acknowledged/.test(textOf(message)));
    for (const scenario of allScenarios) {
      if (states.get(scenario.name) === 'running' && scenario.healed(world) && !open)
        states.set(scenario.name, 'passed');
    }
    world.workspace.setWorldPanel(worldPanel(world, allScenarios, states));
  };
  world.workspace.onStart(start);
  refresh();
  const timer = setInterval(refresh, panelEveryMs);
  if (options.start !== undefined) start(options.start);

  print(
    'Middlewatch drill: a simulated Slack workspace, cluster, Prometheus and traces; the bot is the real one.',
  );
  print('');
  print(`  Open   ${world.workspace.url}/`);
  print(`  Bot    ${bot.url}/readyz  ${bot.url}/metrics`);
  print(`  Store  ${bot.storeFile}`);
  print(`  Log    ${bot.logFile}`);
  print('');
  print(
    'Press Start on the page, then play: Ana asks for the next step, Ben or Cleo approves. Ctrl+C ends it.',
  );
  return {
    url: world.workspace.url,
    botExited: bot.exited,
    async stop() {
      clearInterval(timer);
      await bot.stop();
      await world.stop();
    },
  };
}

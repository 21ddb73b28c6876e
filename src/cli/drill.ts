import { didYouMean } from '../model/did-you-mean.ts';
import { exitCodes, type Command, type CommandIo } from './command.ts';
import { readOptions, WrongUse } from './read-options.ts';

/** What the drill offers to its command; main.ts wires src/drill to it. */
export interface DrillPorts {
  list(): { scenarios: { name: string; title: string; topics: readonly string[] }[] };
  /** Resolves when the drill has ended: by a signal, or with the bot's own exit code. */
  run(options: {
    seed: number;
    port: number;
    start: string | undefined;
    print: (line: string) => void;
  }): Promise<number>;
  play(
    name: string,
    seed: number,
  ): Promise<{
    scenario: string;
    passed: boolean;
    failures: readonly string[];
    cause: string | undefined;
    runbook: string | undefined;
    action: string | undefined;
    verdict: string | undefined;
    timeline: readonly { at: string; kind: string; text: string }[];
  }>;
}

/** `drill`, `drill list`, `drill play NAME`. */
export function createDrillCommand(ports: DrillPorts): Command {
  return async (argv, io) => {
    const [first, ...rest] = argv;
    if (first === 'list') return list(ports, rest, io);
    if (first === 'play') return playOne(ports, rest, io);
    return run(ports, argv, io);
  };
}

async function run(ports: DrillPorts, argv: readonly string[], io: CommandIo): Promise<number> {
  const { values, positionals } = readOptions(argv, {
    port: { type: 'string' },
    seed: { type: 'string' },
    start: { type: 'string' },
  });
  if (positionals[0] !== undefined)
    throw new WrongUse(`drill has no part "${positionals[0]}"; there are list and play`);
  if (values.start !== undefined) known(ports, values.start);
  return ports.run({
    seed: wholeNumber('seed', values.seed, 1),
    port: wholeNumber('port', values.port, 0),
    start: values.start,
    print: (line) => io.stdout(`${line}\n`),
  });
}

async function list(ports: DrillPorts, argv: readonly string[], io: CommandIo): Promise<number> {
  const { values } = readOptions(argv, { json: { type: 'boolean' } });
  const found = ports.list();
  if (values.json === true) io.stdout(`${JSON.stringify(found)}\n`);
  else
    for (const { name, title, topics } of found.scenarios)
      io.stdout(`${name}\n    ${title}: ${topics.join(', ')}\n`);
  return exitCodes.done;
}

async function playOne(ports: DrillPorts, argv: readonly string[], io: CommandIo): Promise<number> {
  const { values, positionals } = readOptions(argv, { json: { type: 'boolean' }, seed: { type: 'string' } });
  const [name, ...others] = positionals;
  if (name === undefined || others.length > 0)
    throw new WrongUse('drill play needs one NAME; drill list shows them');
  known(ports, name);
  const result = await ports.play(name, wholeNumber('seed', values.seed, 1));
  if (values.json === true) {
    io.stdout(`${JSON.stringify(result)}\n`);
  } else {
    io.stdout(`${name}: ${result.passed ? 'passed' : 'failed'}\n`);
    io.stdout(`  cause ${result.cause ?? 'not found'}, runbook ${result.runbook ?? 'none'}, `);
    io.stdout(`action ${result.action ?? 'none'}, verdict ${result.verdict ?? 'none'}\n`);
    for (const entry of result.timeline) io.stdout(`  ${entry.at}  ${entry.kind}: ${entry.text}\n`);
    for (const failure of result.failures) io.stderr(`  failed: ${failure}\n`);
  }
  return result.passed ? exitCodes.done : exitCodes.fault;
}

function known(ports: DrillPorts, name: string): void {
  const names = ports.list().scenarios.map((scenario) => scenario.name);
  if (names.includes(name)) return;
  const meant = didYouMean(name, names);
  throw new WrongUse(
    `there is no scenario ${name}${meant === undefined ? `; there are ${names.join(', ')}` : `; did you mean ${meant}?`}`,
  );
}

function wholeNumber(option: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  if (!/^\d{1,9}$/.test(text)) throw new WrongUse(`--${option} takes a whole number, not "${text}"`);
  return Number(text);
}

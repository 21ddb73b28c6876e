import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { startKubernetes } from '../src/drill/kubernetes/start-kubernetes.ts';
import { startWorkspace } from '../src/drill/slack/start-workspace.ts';

interface Sample {
  /** From the start of the process to its line "ready". */
  readyMs: number;
  /** Of the process ten seconds later, in MB (10⁶ bytes); its own, without children. */
  idleMb: number;
}

export interface StartResult {
  bot: { readyMs: number; idleMb: number };
  floor: { readyMs: number; idleMb: number };
  ratios: { ready: number; idle: number };
  runs: number;
}

const settleMs = 10_000;

/** Start to ready, and memory at rest, of the bot and of a floor that only loads the same packages; in turn, medians of all runs. */
export async function measureStart(runs: number, print: (line: string) => void): Promise<StartResult> {
  const directory = await mkdtemp(join(tmpdir(), 'middlewatch-bench-'));
  const kubernetes = await startKubernetes({ nodes: [{ name: 'node-1' }] });
  const workspace = await startWorkspace();
  const kubeconfig = join(directory, 'kubeconfig');
  await writeFile(kubeconfig, kubernetes.kubeconfig());
  const environment = {
    PATH: process.env['PATH'],
    SLACK_BOT_TOKEN: workspace.botToken,
    SLACK_APP_TOKEN: workspace.appToken,
    SLACK_API_URL: workspace.apiUrl,
    MIDDLEWATCH_WEBHOOK_TOKEN: 'bench',
  };
  const bots: Sample[] = [];
  const floors: Sample[] = [];
  try {
    for (let run = 1; run <= runs; run += 1) {
      const config = join(directory, `run-${run}.yml`);
      await writeFile(
        config,
        stringify({
          slack: { channel: '#incidents' },
          http: { listen: '127.0.0.1:0' },
          store: { path: join(directory, `run-${run}.db`) },
          clusters: [{ name: 'bench', kubeconfig }],
        }),
      );
      const entry = fileURLToPath(new URL('../bin/middlewatch.mjs', import.meta.url));
      bots.push(await measure([entry, 'run', '--config', config], environment));
      floors.push(
        await measure([fileURLToPath(new URL('./floor.mjs', import.meta.url))], {
          PATH: process.env['PATH'],
        }),
      );
    }
  } finally {
    await Promise.all([workspace.stop(), kubernetes.stop()]);
    await rm(directory, { recursive: true, force: true });
  }
  const bot = medians(bots);
  const floor = medians(floors);
  const result = {
    bot,
    floor,
    ratios: { ready: bot.readyMs / floor.readyMs, idle: bot.idleMb / floor.idleMb },
    runs,
  };
  print(`start, medians of ${runs} runs`);
  print('                      bot    floor (packages only)    ratio');
  print(
    `  start to ready   ${cell(bot.readyMs)} ms  ${cell(floor.readyMs)} ms            ${result.ratios.ready.toFixed(2)}`,
  );
  print(
    `  idle memory      ${cell(bot.idleMb)} MB  ${cell(floor.idleMb)} MB            ${result.ratios.idle.toFixed(2)}`,
  );
  print('  goals: start to ready ≤ 2000 ms, idle memory ≤ 250 MB');
  return result;
}

async function measure(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<Sample> {
  const started = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env });
  try {
    const readyMs = await untilReady(child, started);
    await new Promise((resolve) => setTimeout(resolve, settleMs));
    return { readyMs, idleMb: await residentMb(child.pid ?? 0) };
  } finally {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
  }
}

async function untilReady(child: ChildProcess, started: number): Promise<number> {
  const { stdout } = child;
  if (stdout === null) throw new Error('the process has no output');
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`ended with ${String(code)} before it was ready`)));
    createInterface({ input: stdout }).on('line', (line) => {
      if (line.includes('"msg":"ready"')) resolve(performance.now() - started);
    });
  });
}

/** VmRSS, as the kernel tells it. */
async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return (Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? NaN) * 1024) / 1e6;
}

function medians(samples: readonly Sample[]): Sample {
  return {
    readyMs: median(samples.map((one) => one.readyMs)),
    idleMb: median(samples.map((one) => one.idleMb)),
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;
}

function cell(value: number): string {
  return String(Math.round(value)).padStart(6);
}

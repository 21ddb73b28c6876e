import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

interface Played {
  scenario: string;
  seed: number;
  passed: boolean;
  failures: string[];
  cause: string;
  runbook: string;
  action: string;
  verdict: string;
  timeline: { at: string; kind: string; text: string }[];
  messages: number;
}

const entry = fileURLToPath(new URL('../../bin/middlewatch.mjs', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'middlewatch-drill-story-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Runs the command line as a person would, with the credentials of something else in the shell. */
async function play(
  name: string,
  seed: number,
): Promise<{ code: number | null; played: Played; stderr: string }> {
  const child = spawn(process.execPath, [entry, 'drill', 'play', name, '--seed', String(seed), '--json'], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      SLACK_BOT_TOKEN: 'xoxb-of-something-else',
      KUBECONFIG: '/nowhere',
      DATABASE_URL: 'postgres://192.0.2.1/x',
    },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (stdout === '') throw new Error(`drill play ${name} ended with ${String(code)}:\n${stderr}`);
  return { code, played: JSON.parse(stdout) as Played, stderr };
}

const scenarios = {
  'crashloop-after-rollout': {
    cause: 'crash-after-rollout',
    runbook: 'crash-after-rollout',
    action: 'rollback',
    verdict: 'worked',
  },
  'node-not-ready': {
    cause: 'node-not-ready',
    runbook: 'node-not-ready',
    action: 'cordon',
    verdict: 'worked',
  },
  'load-spike': {
    cause: 'load-above-capacity',
    runbook: 'load-above-capacity',
    action: 'scale',
    verdict: 'worked',
  },
};

describe('drill play', () => {
  it.concurrent.each(Object.entries(scenarios))(
    '%s heals by the right action alone',
    async (name, expected) => {
      const { code, played, stderr } = await play(name, 7);
      expect(stderr).toBe('');
      expect(played).toMatchObject({ scenario: name, seed: 7, passed: true, failures: [], ...expected });
      expect(code).toBe(0);
    },
    300_000,
  );

  it.concurrent(
    'tells the same story for the same seed',
    async () => {
      const stories = await Promise.all([play('node-not-ready', 3), play('node-not-ready', 3)]);
      const [first, second] = stories.map(({ played }) => ({
        ...played,
        timeline: played.timeline.map(({ kind }) => kind),
      }));
      expect(first?.passed).toBe(true);
      expect(second).toEqual(first);
    },
    300_000,
  );
});

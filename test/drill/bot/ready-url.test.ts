import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readyUrl } from '../../../src/drill/bot/ready-url.ts';

const directory = mkdtempSync(join(tmpdir(), 'middlewatch-ready-url-'));
const logFile = join(directory, 'drill.log');
afterAll(() => rmSync(directory, { recursive: true }));

/** Starts a bot that does what this program says instead. */
async function startOne(program: string, deadlineMs: number): Promise<string> {
  return readyUrl(spawn(process.execPath, ['-e', program]), logFile, deadlineMs);
}

it('says what a bot said last that ended at its start', async () => {
  await expect(startOne(`console.error('no room'); process.exitCode = 3;`, 60_000)).rejects.toMatchObject({
    code: 'drill-not-started',
    message: 'The bot of the drill did not start: it ended with 3\nno room',
  });
  expect(readFileSync(logFile, 'utf8')).toBe('no room\n');
});

it('ends a bot that hangs at its start, and says so', async () => {
  await expect(startOne(`setInterval(() => undefined, 1_000);`, 100)).rejects.toMatchObject({
    code: 'drill-not-started',
    message: 'The bot of the drill did not start: it was not ready within 0.1 s',
  });
});

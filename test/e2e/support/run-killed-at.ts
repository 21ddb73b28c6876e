import { spawnSync } from 'node:child_process';
import { requireProgram } from './require-program.ts';

/** How a run ended that was to be killed at an instant: `ended` = it got through without coming there. */
export type KilledRun = { outcome: 'killed' } | { outcome: 'ended'; status: number | null; output: string };

/**
 * Runs a command, and kills it with SIGKILL as it enters the n-th of some system calls, counted over all its threads: every
 * write, fsync and rename becomes a point at which it may die. https://man7.org/linux/man-pages/man1/strace.1.html (Tampering)
 */
export function runKilledAt(
  [program, ...args]: readonly [string, ...string[]],
  { calls, nth }: { calls: string; nth: number },
): KilledRun {
  const run = spawnSync(
    requireProgram('strace'),
    [
      // Without --seccomp-bpf: with it strace 6.1 delivers no signal after the first call.
      ...['-f', '-qq', '-o', '/dev/null'],
      ...['-e', `trace=${calls}`, '-e', `inject=${calls}:signal=KILL:when=${nth}`],
      program,
      ...args,
    ],
    { env: { PATH: process.env['PATH'] }, encoding: 'utf8', timeout: 60_000 },
  );
  // strace ends as its command did.
  if (run.signal === 'SIGKILL') return { outcome: 'killed' };
  return { outcome: 'ended', status: run.status, output: `${run.stdout}${run.stderr}` };
}

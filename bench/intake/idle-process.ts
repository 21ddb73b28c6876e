import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Prints the longest wait since the line before for each line that it reads: in milliseconds, a tick of 10 ms included. */
const program = `
  const lag = require('node:perf_hooks').monitorEventLoopDelay({ resolution: 10 });
  lag.enable();
  require('node:readline').createInterface({ input: process.stdin }).on('line', () => {
    console.log(lag.max / 1e6);
    lag.reset();
  });
`;

/** A process that does nothing: how long its event loop waits for a processor is what the machine does to any other. */
export function startIdleProcess(): { longestBlockMs: () => Promise<number>; stop: () => void } {
  const child = spawn(process.execPath, ['--eval', program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  return {
    async longestBlockMs() {
      const answer = new Promise<number>((resolve) => lines.once('line', (line) => resolve(Number(line))));
      child.stdin.write('\n');
      return await answer;
    },
    stop: () => child.kill(),
  };
}

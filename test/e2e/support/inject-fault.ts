import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { requireProgram } from './require-program.ts';

/**
 * From now on system calls of a running process end as told, in all its threads, until `end`: the process itself knows
 * nothing of it. https://man7.org/linux/man-pages/man1/strace.1.html (Tampering)
 *
 * @param calls `pwrite64,fdatasync`
 * @param how `error=ENOSPC`, `delay_enter=7000000` (microseconds)
 */
export async function injectFault(
  pid: number,
  calls: string,
  how: string,
): Promise<{ end: () => Promise<void> }> {
  const tracer = spawn(
    requireProgram('strace'),
    ['-f', '-p', String(pid), '-e', `trace=${calls}`, '-e', `inject=${calls}:${how}`, '-o', '/dev/null'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const exited = once(tracer, 'exit');
  let said = '';
  await new Promise<void>((resolve, reject) => {
    tracer.stderr.on('data', (text: Buffer) => {
      said += text.toString();
      if (/attached/.test(said)) resolve();
    });
    void exited.then(() => reject(new Error(`strace ended: ${said}`)));
  });
  return {
    async end() {
      // It lets go of the process, which goes on.
      tracer.kill('SIGINT');
      await exited;
    },
  };
}

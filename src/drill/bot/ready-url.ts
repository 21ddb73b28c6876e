import type { ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { MiddlewatchError } from '../../errors/middlewatch-error.ts';

/**
 * Copies the bot's log to its file and waits for the line that says where it listens.
 *
 * @param deadlineMs after it the bot is ended with SIGKILL
 * @throws MiddlewatchError `drill-not-started` with the last lines that it said
 */
export async function readyUrl(child: ChildProcess, logFile: string, deadlineMs: number): Promise<string> {
  const log = createWriteStream(logFile);
  const tail: string[] = [];
  return new Promise((resolve, reject) => {
    let late = false;
    const deadline = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, deadlineMs);
    // `close` comes when all that it said has been read. Then the log is finished first: nothing may write into a folder
    // that the caller removes.
    child.once('close', (code) => {
      clearTimeout(deadline);
      const what = late ? `it was not ready within ${deadlineMs / 1000} s` : `it ended with ${String(code)}`;
      log.end(() => reject(new MiddlewatchError('drill-not-started', [what, ...tail].join('\n'))));
    });
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', (line) => {
        if (!log.writableEnded) log.write(`${line}\n`);
        tail.push(line);
        if (tail.length > 30) tail.shift();
        const url = /"msg":"ready".*?"url":"([^"]+)"|"url":"([^"]+)".*?"msg":"ready"/.exec(line);
        if (url === null) return;
        clearTimeout(deadline);
        resolve(url[1] ?? url[2] ?? '');
      });
    }
  });
}

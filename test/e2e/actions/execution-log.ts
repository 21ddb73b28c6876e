import { open } from 'node:fs/promises';
import { textField } from '../support/field.ts';
import { waitUntil } from '../support/wait-until.ts';

/** How one execution ended, as the bot's own log says. */
export interface ExecutionEnd {
  execution: string;
  /** `worked`, `no-effect`, …; `refused` or `world-moved` when nothing was changed. */
  result: string;
  sentence: string;
}

export interface ExecutionLog {
  /** Waits for the end of the execution of a request. */
  endOf(request: string): Promise<ExecutionEnd>;
}

/** Reads the bot's log as it grows, once for all who wait. */
export function executionLog(path: string): ExecutionLog {
  const ends = new Map<string, ExecutionEnd>();
  let offset = 0;
  let reading: Promise<void> | undefined;
  const read = async (): Promise<void> => {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read({
        buffer: Buffer.alloc(1 << 20),
        position: offset,
      });
      const whole = buffer.subarray(0, bytesRead).lastIndexOf(10) + 1;
      offset += whole;
      for (const line of buffer.subarray(0, whole).toString('utf8').split('\n')) note(line, ends);
    } finally {
      await file.close();
    }
  };
  return {
    endOf: async (request) =>
      waitUntil(
        async () => {
          reading ??= read().finally(() => (reading = undefined));
          await reading;
          return ends.get(request);
        },
        { what: `the end of ${request}`, timeoutMs: 240_000, everyMs: 250 },
      ),
  };
}

function note(line: string, ends: Map<string, ExecutionEnd>): void {
  if (!line.startsWith('{')) return;
  const entry = JSON.parse(line) as Record<string, unknown>;
  const text = (key: string): string => textField(entry, key);
  if (entry['msg'] === 'action verified') {
    ends.set(text('request'), {
      execution: text('execution'),
      result: text('result'),
      sentence: text('sentence'),
    });
  }
  const failed = ['refused', 'world-moved'].includes(text('outcome'));
  if (entry['msg'] === 'action carried out' && failed) {
    ends.set(text('request'), {
      execution: text('execution'),
      result: text('outcome'),
      sentence: text('message'),
    });
  }
}

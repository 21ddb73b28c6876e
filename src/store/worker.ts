import { parentPort, workerData } from 'node:worker_threads';
import { runCall, type ParseDelivery } from './operations/run-call.ts';
import { packError } from './sent-error.ts';
import { SharedClock } from './shared-clock.ts';
import { SqliteEngine, type Job } from './sqlite/sqlite-engine.ts';
import { monotonicMs, type FromWorker, type ToWorker, type WorkerStart } from './worker-protocol.ts';

type Call = ToWorker & { type: 'call' };

/** Operations that share a commit at most. */
const maxGroup = 64;

/** The store's thread: takes calls in order, group by group. */
async function main(start: WorkerStart): Promise<void> {
  const send = (message: FromWorker) => parentPort?.postMessage(message);
  const queue: ToWorker[] = [];
  let wake = (): void => undefined;
  parentPort?.on('message', (message: ToWorker) => {
    queue.push(message);
    wake();
  });

  let engine: SqliteEngine;
  let parse: ParseDelivery;
  try {
    ({ parseDelivery: parse } = (await import(start.parserModule)) as { parseDelivery: ParseDelivery });
    const clock = new SharedClock(start.clock);
    engine = new SqliteEngine(start.path, () => clock.now());
  } catch (error) {
    send({ type: 'refused', error: packError(error instanceof Error ? error : new Error(String(error))) });
    parentPort?.close();
    return;
  }
  send({ type: 'opened' });

  for (;;) {
    if (queue.length === 0) {
      await new Promise<void>((resolve) => (wake = resolve));
      continue;
    }
    const group = callsAhead(queue);
    // Calls come in order, so whatever was called before closing has been answered.
    if (group.length === 0) break;
    const outcomes = await engine.runGroup(group.map((call) => jobOf(call, parse)));
    queue.splice(0, outcomes.length);
    outcomes.forEach((outcome, index) => {
      const id = group[index]?.id;
      if (id === undefined) return;
      if ('error' in outcome) send({ type: 'failure', id, error: packError(outcome.error) });
      else send({ type: 'answer', id, value: outcome.value });
    });
    // Lets in what arrived while the group ran.
    await new Promise((resolve) => setImmediate(resolve));
  }
  engine.close();
  parentPort?.close();
}

/** The calls at the head of the queue, up to a close. */
function callsAhead(queue: readonly ToWorker[]): readonly Call[] {
  const calls: Call[] = [];
  for (const message of queue.slice(0, maxGroup)) {
    if (message.type !== 'call') break;
    calls.push(message);
  }
  return calls;
}

function jobOf(call: Call, parse: ParseDelivery): Job {
  return {
    run: (transaction) => runCall(transaction, call, parse),
    expired: () => monotonicMs() > call.deadline,
  };
}

await main(workerData as WorkerStart);

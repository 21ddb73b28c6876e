import { parentPort, workerData } from 'node:worker_threads';
import type { Job, Outcome } from './job.ts';
import { accessOf } from './operations/access-of.ts';
import { runCall, type ParseDelivery } from './operations/run-call.ts';
import type { PostgresEngine } from './postgres/postgres-engine.ts';
import { packError } from './sent-error.ts';
import { SharedClock } from './shared-clock.ts';
import { SqliteEngine } from './sqlite/sqlite-engine.ts';
import { monotonicMs, type FromWorker, type ToWorker, type WorkerStart } from './worker-protocol.ts';

type Call = ToWorker & { type: 'call' };

/** Takes calls and answers them, until it is told to close and has answered what came before. */
type Serve = (queue: MessageQueue, parse: ParseDelivery) => Promise<void>;

/** Operations that share a commit at most. */
const maxGroup = 64;

class MessageQueue {
  readonly messages: ToWorker[] = [];
  #wake = (): void => undefined;

  add(message: ToWorker): void {
    this.messages.push(message);
    this.#wake();
  }

  async untilFilled(): Promise<void> {
    if (this.messages.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
  }
}

/** The store's thread. */
async function main(start: WorkerStart): Promise<void> {
  const queue = new MessageQueue();
  parentPort?.on('message', (message: ToWorker) => queue.add(message));
  let serve: Serve;
  let parse: ParseDelivery;
  try {
    ({ parseDelivery: parse } = (await import(start.parserModule)) as { parseDelivery: ParseDelivery });
    serve = await open(start.database);
  } catch (error) {
    send({ type: 'refused', error: packError(error instanceof Error ? error : new Error(String(error))) });
    parentPort?.close();
    return;
  }
  send({ type: 'opened' });
  await serve(queue, parse);
  parentPort?.close();
}

async function open(database: WorkerStart['database']): Promise<Serve> {
  if (database.engine === 'postgres') {
    // Only then: loading its client takes time and memory that the embedded store does not need.
    const { PostgresEngine } = await import('./postgres/postgres-engine.ts');
    const engine = await PostgresEngine.open(database);
    return async (queue, parse) => servePostgres(engine, queue, parse);
  }
  const clock = new SharedClock(database.clock);
  const engine = new SqliteEngine(database.path, () => clock.now());
  return async (queue, parse) => serveSqlite(engine, queue, parse);
}

/** In order, group by group. */
async function serveSqlite(engine: SqliteEngine, queue: MessageQueue, parse: ParseDelivery): Promise<void> {
  for (;;) {
    await queue.untilFilled();
    const group = callsAhead(queue.messages);
    // Calls come in order, so whatever was called before closing has been answered.
    if (group.length === 0) break;
    const outcomes = await engine.runGroup(group.map((call) => jobOf(call, parse)));
    queue.messages.splice(0, outcomes.length);
    outcomes.forEach((outcome, index) => {
      const call = group[index];
      if (call !== undefined) answer(call, outcome);
    });
    // Lets in what arrived while the group ran.
    await new Promise((resolve) => setImmediate(resolve));
  }
  engine.close();
}

/** All at once: the engine has as many connections as it wants, and the main thread bounds the calls. */
async function servePostgres(
  engine: PostgresEngine,
  queue: MessageQueue,
  parse: ParseDelivery,
): Promise<void> {
  const running = new Set<Promise<void>>();
  for (;;) {
    await queue.untilFilled();
    const call = queue.messages.shift();
    if (call?.type !== 'call') break;
    const run = engine
      .run(jobOf(call, parse), accessOf(call.name))
      .then((outcome) => answer(call, outcome))
      .finally(() => running.delete(run));
    running.add(run);
  }
  await Promise.all(running);
  await engine.close();
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

function answer({ id }: Call, outcome: Outcome): void {
  if ('error' in outcome) send({ type: 'failure', id, error: packError(outcome.error) });
  else send({ type: 'answer', id, value: outcome.value });
}

function send(message: FromWorker): void {
  parentPort?.postMessage(message);
}

await main(workerData as WorkerStart);

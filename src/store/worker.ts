import { parentPort, workerData } from 'node:worker_threads';
import { CallQueue, type Call } from './call-queue.ts';
import type { Job, Outcome } from './job.ts';
import { accessOf } from './operations/access-of.ts';
import { runCall } from './operations/run-call.ts';
import type { TakeDelivery } from './intake-store.ts';
import type { ParseDelivery } from './read-body.ts';
import type { PostgresEngine } from './postgres/postgres-engine.ts';
import { packError } from './sent-error.ts';
import { SharedClock } from './shared-clock.ts';
import { jobOfBodies, outcomesOfBodies, takeBodies, type Batch } from './take-bodies.ts';
import { SqliteEngine } from './sqlite/sqlite-engine.ts';
import {
  monotonicMs,
  type Answer,
  type FromWorker,
  type ToWorker,
  type WorkerStart,
} from './worker-protocol.ts';

/** Takes calls and answers them, until it is told to close and has answered what came before. */
type Serve = (queue: CallQueue, modules: Modules) => Promise<void>;

/** What other rooms have the thread do. */
interface Modules {
  parse: ParseDelivery;
  take?: TakeDelivery;
}

/** Operations that share a commit at most. */
const maxGroup = 64;

/** Batches of webhook bodies on their way to a PostgreSQL at once: while one is committed the next is read. */
const maxBatches = 2;

/** The store's thread. */
async function main(start: WorkerStart): Promise<void> {
  const queue = new CallQueue();
  parentPort?.on('message', (message: ToWorker) => queue.add(message));
  let serve: Serve;
  let modules: Modules;
  try {
    modules = await load(start);
    serve = await open(start.database);
  } catch (error) {
    send({ type: 'refused', error: packError(error instanceof Error ? error : new Error(String(error))) });
    parentPort?.close();
    return;
  }
  send({ type: 'opened' });
  await serve(queue, modules);
  parentPort?.close();
}

async function load({ parserModule, intake }: WorkerStart): Promise<Modules> {
  const { parseDelivery: parse } = (await import(parserModule)) as { parseDelivery: ParseDelivery };
  if (intake === undefined) return { parse };
  const { createTakeDelivery } = (await import(intake.module)) as {
    createTakeDelivery: (rules: unknown) => TakeDelivery;
  };
  return { parse, take: createTakeDelivery(intake.rules) };
}

async function open(database: WorkerStart['database']): Promise<Serve> {
  if (database.engine === 'postgres') {
    // Only then: loading its client takes time and memory that the embedded store does not need.
    const { PostgresEngine } = await import('./postgres/postgres-engine.ts');
    const engine = await PostgresEngine.open(database);
    return async (queue, modules) => servePostgres(engine, queue, modules);
  }
  const clock = new SharedClock(database.clock);
  const engine = new SqliteEngine(database.path, () => clock.now());
  return async (queue, modules) => serveSqlite(engine, queue, modules);
}

/** Group by group: webhook bodies first, then the other calls in order. */
async function serveSqlite(engine: SqliteEngine, queue: CallQueue, modules: Modules): Promise<void> {
  for (;;) {
    await queue.untilFilled();
    const batch = takeBodies(queue.bodies, modules.parse);
    const calls = queue.callsAhead(maxGroup);
    // Calls come in order, so whatever was called before closing has been answered.
    if (batch.read.length + batch.answered.length + calls.length === 0) break;
    const bodies = batch.read.length === 0 ? [] : [jobOfBodies(batch.read)];
    const jobs = [...bodies, ...calls.map((call) => jobOf(call, modules))];
    // One other call at least: what works on the deliveries must not stand still while more come in.
    const outcomes = jobs.length === 0 ? [] : await engine.runGroup(jobs, bodies.length + 1);
    const [ofBatch] = outcomes;
    const answers: Answer[] = batch.answered.map(({ call, outcome }) => answerOf(call, outcome));
    if (bodies.length > 0 && ofBatch !== undefined) {
      const alone = async (job: Job): Promise<Outcome> => firstOf(await engine.runGroup([job]));
      answers.push(...(await answersOfBodies(batch, ofBatch, alone)));
    }
    const others = outcomes.slice(bodies.length);
    queue.others.splice(0, others.length);
    others.forEach((outcome, index) => {
      const call = calls[index];
      if (call !== undefined) answers.push(answerOf(call, outcome));
    });
    send({ type: 'answers', answers });
    // Lets in what arrived while the group ran.
    await new Promise((resolve) => setImmediate(resolve));
  }
  engine.close();
}

/** A batch that failed as a whole is tried body by body: the others must not suffer from one. */
async function answersOfBodies(
  { read }: Batch,
  together: Outcome,
  alone: (job: Job) => Promise<Outcome>,
): Promise<readonly Answer[]> {
  const outcomes = outcomesOfBodies(read, together);
  if (outcomes !== undefined) return read.map(({ call }, index) => answerOf(call, outcomes[index]));
  const answers: Answer[] = [];
  for (const one of read) {
    const outcome = await alone(jobOfBodies([one]));
    answers.push(answerOf(one.call, outcomesOfBodies([one], outcome)?.[0]));
  }
  return answers;
}

/** All at once: the engine has as many connections as it wants, and the main thread bounds the calls. */
async function servePostgres(engine: PostgresEngine, queue: CallQueue, modules: Modules): Promise<void> {
  const running = new Set<Promise<void>>();
  const batches = new Set<Promise<void>>();
  const start = (run: Promise<void>, among: Set<Promise<void>>): void => {
    const ended = run.finally(() => among.delete(ended));
    among.add(ended);
  };
  for (;;) {
    await queue.untilFilled();
    // What arrives while others are on their way goes together with the next.
    if (queue.bodies.length > 0 && batches.size < maxBatches)
      start(commitBodies(engine, takeBodies(queue.bodies, modules.parse)), batches);
    const call = queue.others[0];
    if (call?.type === 'call') {
      queue.others.shift();
      const run = engine.run(jobOf(call, modules), accessOf(call.name));
      start(
        run.then((outcome) => send({ type: 'answers', answers: [answerOf(call, outcome)] })),
        running,
      );
    } else if (queue.bodies.length > 0) {
      await Promise.race([...batches, queue.untilAdded()]);
    } else if (call !== undefined) {
      break;
    }
  }
  await Promise.all([...running, ...batches]);
  await engine.close();
}

async function commitBodies(engine: PostgresEngine, { answered, read }: Batch): Promise<void> {
  const answers = answered.map(({ call, outcome }) => answerOf(call, outcome));
  if (read.length > 0) {
    const run = async (job: Job): Promise<Outcome> => engine.run(job, accessOf('recordDelivery'));
    answers.push(...(await answersOfBodies({ answered, read }, await run(jobOfBodies(read)), run)));
  }
  send({ type: 'answers', answers });
}

function jobOf(call: Call, { parse, take }: Modules): Job {
  return {
    run: (transaction) => runCall(transaction, call, parse, take),
    expired: () => monotonicMs() > call.deadline,
  };
}

function firstOf(outcomes: readonly Outcome[]): Outcome {
  return outcomes[0] ?? { error: new Error('the engine gave no outcome') };
}

function answerOf({ id }: Call, outcome: Outcome | undefined): Answer {
  if (outcome === undefined) return { id, error: packError(new Error('the engine gave no outcome')) };
  return 'error' in outcome ? { id, error: packError(outcome.error) } : { id, value: outcome.value };
}

function send(message: FromWorker): void {
  parentPort?.postMessage(message);
}

await main(workerData as WorkerStart);

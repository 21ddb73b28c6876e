import { MiddlewatchError } from '../errors/middlewatch-error.ts';
import type { Call } from './call-queue.ts';
import type { Job, Outcome } from './job.ts';
import { recordDeliveries, type ParsedDelivery } from './operations/record-delivery.ts';
import { readBody, type ParseDelivery } from './read-body.ts';
import type { RecordDeliveryResult, Store } from './store.ts';
import { monotonicMs } from './worker-protocol.ts';

/** Bodies that share a commit at most; the webhook lets no more be under way by default. */
const mostBodies = 32;
/** Reading goes on no longer than this before what was read is committed: a large body must not make small ones wait. */
const readMs = 15;

/** Bodies that were read and are committed together, and those that are answered already. */
export interface Batch {
  answered: { call: Call; outcome: Outcome }[];
  read: { call: Call; parsed: ParsedDelivery }[];
}

/** Takes bodies from the queue and reads them, outside of any transaction. */
export function takeBodies(waiting: Call[], parse: ParseDelivery): Batch {
  const batch: Batch = { answered: [], read: [] };
  const startedAt = performance.now();
  const taken = (): number => batch.answered.length + batch.read.length;
  while (taken() === 0 || (taken() < mostBodies && performance.now() - startedAt < readMs)) {
    const call = waiting.shift();
    if (call === undefined) break;
    const [delivery] = call.arguments as Parameters<Store['recordDelivery']>;
    const read = readBody(delivery, parse);
    if ('parsed' in read) batch.read.push({ call, parsed: read.parsed });
    else batch.answered.push({ call, outcome: read.answer });
  }
  return batch;
}

/** One job for several bodies. It is given up as a whole: see bodyByItself. */
export function jobOfBodies(read: Batch['read']): Job {
  return {
    run: (transaction) =>
      recordDeliveries(
        transaction,
        read.map(({ parsed }) => parsed),
      ),
    expired: () => read.some(({ call }) => monotonicMs() > call.deadline),
  };
}

/** What each caller is told of its body; undefined: each is to be tried by itself, for the others must not suffer from one. */
export function outcomesOfBodies(read: Batch['read'], outcome: Outcome): readonly Outcome[] | undefined {
  if ('value' in outcome) {
    const results = outcome.value as readonly RecordDeliveryResult[];
    return results.map((value) => ({ value }));
  }
  const { error } = outcome;
  const ofTheStore = error instanceof MiddlewatchError && error.code !== 'store-deadline';
  return read.length === 1 || ofTheStore ? read.map(() => outcome) : undefined;
}

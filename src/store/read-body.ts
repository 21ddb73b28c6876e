import { randomUUID } from 'node:crypto';
import type { Delivery } from '../model/alert.ts';
import type { Outcome } from './job.ts';
import type { ParsedDelivery } from './operations/record-delivery.ts';
import type { Store } from './store.ts';

/** What the module that reads webhook bodies exports as `parseDelivery`; the alerts room has it. */
export type ParseDelivery = (
  source: string,
  body: Uint8Array,
) => { outcome: 'parsed'; delivery: Delivery } | { outcome: 'malformed'; path: string; message: string };

type Body = Parameters<Store['recordDelivery']>[0];

/** What reading one body gave: something to commit, or the answer already. */
export type ReadBody = { parsed: ParsedDelivery } | { answer: Outcome };

/** Reads one webhook body; what it is no use to commit is answered at once. */
export function readBody({ source, receivedAt, body }: Body, parse: ParseDelivery): ReadBody {
  try {
    const read = parse(source, body);
    if (read.outcome === 'malformed') return { answer: { value: read } };
    return { parsed: { deliveryId: randomUUID(), receivedAt, delivery: read.delivery } };
  } catch (error) {
    return { answer: { error: error instanceof Error ? error : new Error(String(error)) } };
  }
}

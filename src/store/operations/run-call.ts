import { randomUUID } from 'node:crypto';
import type { Delivery } from '../../model/alert.ts';
import type { Store } from '../store.ts';
import type { Transaction } from '../transaction.ts';
import { allOperations, type OperationName } from './all-operations.ts';
import { recordDelivery } from './record-delivery.ts';
import { releaseLeases } from './release-leases.ts';

/** What the module that reads webhook bodies exports as `parseDelivery`; the alerts room has it. */
export type ParseDelivery = (
  source: string,
  body: Uint8Array,
) => { outcome: 'parsed'; delivery: Delivery } | { outcome: 'malformed'; path: string; message: string };

/** A call of Store as plain data, or what opening the embedded store does itself. */
export interface StoreCall {
  name: OperationName | 'recordDelivery' | 'releaseLeases';
  arguments: readonly unknown[];
}

/** Runs the operation that a call names. */
export async function runCall(
  transaction: Transaction,
  call: StoreCall,
  parseDelivery: ParseDelivery,
): Promise<unknown> {
  if (call.name === 'recordDelivery') {
    const [{ source, receivedAt, body }] = call.arguments as Parameters<Store['recordDelivery']>;
    const parsed = parseDelivery(source, body);
    if (parsed.outcome === 'malformed') return parsed;
    const { delivery } = parsed;
    return await recordDelivery(transaction, { deliveryId: randomUUID(), receivedAt, delivery });
  }
  if (call.name === 'releaseLeases') {
    await releaseLeases(transaction);
    return undefined;
  }
  // The client's types hold name and arguments together; between threads they travel as plain data.
  const operation = allOperations[call.name] as (
    transaction: Transaction,
    ...arguments_: readonly unknown[]
  ) => Promise<unknown>;
  return await operation(transaction, ...call.arguments);
}

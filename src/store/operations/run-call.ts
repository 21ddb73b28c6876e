import type { TakeDelivery } from '../intake-store.ts';
import type { Store } from '../store.ts';
import type { Transaction } from '../transaction.ts';
import { allOperations, type OperationName } from './all-operations.ts';
import { readBody, type ParseDelivery } from '../read-body.ts';
import { recordDeliveries } from './record-delivery.ts';
import { releaseLeases } from './release-leases.ts';
import { takeDelivery } from './take-delivery.ts';

/** A call of Store as plain data, or what opening the embedded store does itself. */
export interface StoreCall {
  name: OperationName | 'recordDelivery' | 'takeDelivery' | 'releaseLeases';
  arguments: readonly unknown[];
}

/** Runs the operation that a call names. */
export async function runCall(
  transaction: Transaction,
  call: StoreCall,
  parseDelivery: ParseDelivery,
  take?: TakeDelivery,
): Promise<unknown> {
  if (call.name === 'recordDelivery') {
    const [delivery] = call.arguments as Parameters<Store['recordDelivery']>;
    const read = readBody(delivery, parseDelivery);
    if ('parsed' in read) return (await recordDeliveries(transaction, [read.parsed]))[0];
    if ('error' in read.answer) throw read.answer.error;
    return read.answer.value;
  }
  if (call.name === 'takeDelivery') {
    if (take === undefined) throw new Error('the store was opened without rules of intake');
    const [deliveryId] = call.arguments as Parameters<Store['takeDelivery']>;
    return await takeDelivery(transaction, deliveryId, take);
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

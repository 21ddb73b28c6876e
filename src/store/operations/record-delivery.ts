import type { Delivery } from '../../model/alert.ts';
import { markDue } from '../steps/mark-due.ts';
import type { RecordDeliveryResult } from '../store.ts';
import type { Transaction } from '../transaction.ts';

/** A webhook body that was found well-formed, with what was read from it. */
export interface ParsedDelivery {
  deliveryId: string;
  receivedAt: number;
  body: Uint8Array;
  delivery: Delivery;
}

/** Commits a delivery, body and all; its intake is due. */
export async function recordDelivery(
  transaction: Transaction,
  parsed: ParsedDelivery,
): Promise<RecordDeliveryResult> {
  const { deliveryId, receivedAt, body, delivery } = parsed;
  await transaction.query(
    'INSERT INTO deliveries (id, source, received_at, body, delivery) VALUES ($1, $2, $3, $4, $5)',
    [deliveryId, delivery.source, receivedAt, body, JSON.stringify(delivery)],
  );
  await markDue(transaction, [{ kind: 'intake', key: deliveryId }]);
  return { outcome: 'recorded', deliveryId, alertCount: delivery.alerts.length };
}

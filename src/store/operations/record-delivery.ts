import type { Delivery } from '../../model/alert.ts';
import { markDue } from '../steps/mark-due.ts';
import type { RecordDeliveryResult } from '../store.ts';
import type { Transaction } from '../transaction.ts';

/** What was read from a well-formed webhook body. */
export interface ParsedDelivery {
  deliveryId: string;
  receivedAt: number;
  delivery: Delivery;
}

/** Commits a delivery as it was read, without secrets; its intake is due. The raw body is not kept: it may hold some. */
export async function recordDelivery(
  transaction: Transaction,
  parsed: ParsedDelivery,
): Promise<RecordDeliveryResult> {
  const { deliveryId, receivedAt, delivery } = parsed;
  await transaction.query(
    'INSERT INTO deliveries (id, source, received_at, delivery) VALUES ($1, $2, $3, $4)',
    [deliveryId, delivery.source, receivedAt, JSON.stringify(delivery)],
  );
  await markDue(transaction, [{ kind: 'intake', key: deliveryId }]);
  return { outcome: 'recorded', deliveryId, alertCount: delivery.alerts.length };
}

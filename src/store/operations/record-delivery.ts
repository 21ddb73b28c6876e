import type { Delivery } from '../../model/alert.ts';
import { markDue } from '../steps/mark-due.ts';
import type { RecordDeliveryResult } from '../store.ts';
import { rowPlaceholders, type Transaction } from '../transaction.ts';

/** What was read from a well-formed webhook body. */
export interface ParsedDelivery {
  deliveryId: string;
  receivedAt: number;
  delivery: Delivery;
}

/** Rows a statement. Powers of two, so that the engine meets few different texts. */
const sizes = [32, 16, 8, 4, 2, 1];

/**
 * Commits deliveries as they were read, without secrets; their intake is due. All of them or none, with as few statements
 * as if it were one. The raw bodies are not kept: they may hold secrets.
 */
export async function recordDeliveries(
  transaction: Transaction,
  deliveries: readonly ParsedDelivery[],
): Promise<readonly RecordDeliveryResult[]> {
  let done = 0;
  while (done < deliveries.length) {
    const size = sizes.find((rows) => rows <= deliveries.length - done) ?? 1;
    const part = deliveries.slice(done, done + size);
    await transaction.query(
      `INSERT INTO deliveries (id, source, received_at, delivery) VALUES ${rowPlaceholders(size, 4)}`,
      part.flatMap(({ deliveryId, receivedAt, delivery }) => [
        deliveryId,
        delivery.source,
        receivedAt,
        JSON.stringify(delivery),
      ]),
    );
    await markDue(
      transaction,
      part.map(({ deliveryId }) => ({ kind: 'intake', key: deliveryId })),
    );
    done += size;
  }
  return deliveries.map(({ deliveryId, delivery }) => ({
    outcome: 'recorded',
    deliveryId,
    alertCount: delivery.alerts.length,
  }));
}

import type { Delivery } from '../../model/alert.ts';
import { markDue } from '../steps/mark-due.ts';
import type { RecordDeliveryResult } from '../store.ts';
import { rowPlaceholders, type Transaction, type Value } from '../transaction.ts';

/** What was read from a well-formed webhook body. */
export interface ParsedDelivery {
  deliveryId: string;
  receivedAt: number;
  delivery: Delivery;
}

/** Rows a statement. Powers of two, so that SQLite, which keeps what it has prepared, meets few different texts. */
const sizes = [32, 16, 8, 4, 2, 1];

/**
 * Commits deliveries as they were read, without secrets; their intake is due. All of them or none. One that is there
 * already stays as it is: who was told that it took too long has it tried again. The raw bodies are not kept: they may
 * hold secrets.
 */
export async function recordDeliveries(
  transaction: Transaction,
  deliveries: readonly ParsedDelivery[],
): Promise<readonly RecordDeliveryResult[]> {
  if (transaction.engine === 'postgres') await recordAtOnce(transaction, deliveries);
  else await recordInTurns(transaction, deliveries);
  return deliveries.map(({ deliveryId, delivery }) => ({
    outcome: 'recorded',
    deliveryId,
    alertCount: delivery.alerts.length,
  }));
}

/**
 * One statement, which needs no transaction around it: one way to the database instead of five, and several processes have
 * smaller batches each, so that what a batch costs is what they pay for being several.
 */
async function recordAtOnce(transaction: Transaction, deliveries: readonly ParsedDelivery[]): Promise<void> {
  if (deliveries.length === 0) return;
  const rows = deliveries.map((_, row) => {
    const first = row * 4 + 1;
    return `(CAST($${first} AS TEXT), CAST($${first + 1} AS TEXT), CAST($${first + 2} AS BIGINT), CAST($${first + 3} AS TEXT))`;
  });
  await transaction.query(
    `WITH given (id, source, received_at, delivery) AS (VALUES ${rows.join(', ')}),
       mark (version) AS (SELECT nextval('due_version')),
       kept AS (INSERT INTO deliveries (id, source, received_at, delivery)
         SELECT id, source, received_at, delivery FROM given ON CONFLICT (id) DO NOTHING)
     INSERT INTO due (kind, key, due_at, version, attempt)
       SELECT 'intake', given.id, now_ms(), mark.version, 0 FROM given, mark ON CONFLICT (kind, key) DO NOTHING`,
    deliveries.flatMap(columnsOf),
  );
}

/** SQLite knows no statement that writes to two tables; there, a statement is no way to anywhere. */
async function recordInTurns(transaction: Transaction, deliveries: readonly ParsedDelivery[]): Promise<void> {
  let done = 0;
  while (done < deliveries.length) {
    const size = sizes.find((rows) => rows <= deliveries.length - done) ?? 1;
    const part = deliveries.slice(done, done + size);
    await transaction.query(
      `INSERT INTO deliveries (id, source, received_at, delivery) VALUES ${rowPlaceholders(size, 4)}
       ON CONFLICT (id) DO NOTHING`,
      part.flatMap(columnsOf),
    );
    await markDue(
      transaction,
      part.map(({ deliveryId }) => ({ kind: 'intake', key: deliveryId })),
    );
    done += size;
  }
}

function columnsOf({ deliveryId, receivedAt, delivery }: ParsedDelivery): Value[] {
  return [deliveryId, delivery.source, receivedAt, JSON.stringify(delivery)];
}

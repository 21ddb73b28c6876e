import type { DueMark } from '../store.ts';
import type { Transaction } from '../transaction.ts';
import { chunks } from './read-snapshot.ts';

/**
 * How a mark meets what is due already: earlier, never later. While a lease runs on it, the first mark since the claim
 * sets its own time: the old one was consumed by the claim, and a lease that runs out is taken again anyway.
 */
export const onMarkedAgain = `
ON CONFLICT (kind, key) DO UPDATE SET
  due_at = CASE
    WHEN due.lease_until IS NOT NULL AND due.claimed_version = due.version THEN excluded.due_at
    WHEN excluded.due_at < due.due_at THEN excluded.due_at
    ELSE due.due_at
  END,
  version = excluded.version`;

/** A version that no mark had before. */
export async function nextDueVersion(transaction: Transaction): Promise<number> {
  const [counter] = await transaction.query<{ value: number }>(
    transaction.engine === 'postgres'
      ? `SELECT nextval('due_version') AS value`
      : `UPDATE counters SET value = value + 1 WHERE name = 'due' RETURNING value`,
  );
  if (counter === undefined) throw new Error('the counter of due marks is gone');
  return counter.value;
}

/** Marks items due by the database's clock. */
export async function markDue(transaction: Transaction, marks: readonly DueMark[]): Promise<void> {
  if (marks.length === 0) return;
  const version = await nextDueVersion(transaction);
  // One statement may write a row only once: of two marks of the same the earlier one counts.
  const earliest = new Map<string, DueMark>();
  for (const mark of marks) {
    const name = `${mark.kind}/${mark.key}`;
    if ((mark.inMs ?? 0) < (earliest.get(name)?.inMs ?? Infinity)) earliest.set(name, { inMs: 0, ...mark });
  }
  for (const part of chunks([...earliest.values()])) {
    const rows = part.map(
      (_, row) => `($${row * 3 + 2}, $${row * 3 + 3}, now_ms() + $${row * 3 + 4}, $1, 0)`,
    );
    await transaction.query(
      `INSERT INTO due (kind, key, due_at, version, attempt) VALUES ${rows.join(', ')} ${onMarkedAgain}`,
      [version, ...part.flatMap(({ kind, key, inMs }) => [kind, key, inMs])],
    );
  }
}

/** Marks one item due at a time of the database's clock, in milliseconds since the epoch. */
export async function markDueAt(
  transaction: Transaction,
  mark: Pick<DueMark, 'kind' | 'key'> & { at: number },
): Promise<void> {
  const version = await nextDueVersion(transaction);
  await transaction.query(
    `INSERT INTO due (kind, key, due_at, version, attempt) VALUES ($1, $2, $3, $4, 0) ${onMarkedAgain}`,
    [mark.kind, mark.key, mark.at, version],
  );
}

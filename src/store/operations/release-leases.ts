import type { Transaction } from '../transaction.ts';

/**
 * Frees what is under a lease: due at once, with its count of attempts; and forgets the processes that ran here. Only for who knows that no owner lives any more.
 * The embedded store does at its opening: it holds the lock, so whoever took these leases is dead. With several writers
 * on one database nobody knows it of the others: there only time ends a lease.
 */
export async function releaseLeases(transaction: Transaction): Promise<void> {
  await transaction.query(
    `UPDATE due SET due_at = CASE WHEN due_at < now_ms() THEN due_at ELSE now_ms() END,
       claimed_version = NULL, lease_owner = NULL, lease_until = NULL
     WHERE lease_until IS NOT NULL`,
    [],
  );
  await transaction.query('DELETE FROM replicas');
}

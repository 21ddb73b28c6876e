import { allMigrations } from '../migrations/all-migrations.ts';
import type { Store } from '../store.ts';
import type { Transaction } from '../transaction.ts';

/** How long one that fell silent is still listed, in milliseconds: long enough to ask what became of it. */
const listedMs = 60 * 60_000;

/** Writes that a process runs, and what it is; forgets those that were not heard for an hour. */
export async function announceReplica(
  transaction: Transaction,
  { id, name, version, parts }: Parameters<Store['announceReplica']>[0],
): Promise<void> {
  await transaction.query(
    `INSERT INTO replicas (id, name, version, known_schema, started_at, seen_at, parts)
     VALUES ($1, $2, $3, $4, now_ms(), now_ms(), $5)
     ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at, parts = excluded.parts`,
    [id, name, version, allMigrations.length, JSON.stringify(parts)],
  );
  await transaction.query('DELETE FROM replicas WHERE seen_at < now_ms() - $1', [listedMs]);
}

import type { DueItem, DueKind } from '../../model/due.ts';
import type { Store } from '../store.ts';
import { placeholders, type Transaction } from '../transaction.ts';

interface ClaimedRow {
  kind: DueKind;
  key: string;
  version: number;
  attempt: number;
  due_at: number;
}

/** Takes what is due under a lease, oldest first. A lease that ran out is taken again, whatever its item was due at. */
export async function claimDue(
  transaction: Transaction,
  claim: Parameters<Store['claimDue']>[0],
): Promise<readonly DueItem[]> {
  const kinds = claim.kinds ?? [];
  if (claim.kinds?.length === 0) return [];
  const ofKind = kinds.length === 0 ? 'TRUE' : `kind IN (${placeholders(kinds.length, 4)})`;
  const interrupted = claim.only === 'interrupted' ? 'AND lease_until IS NOT NULL' : '';
  // Several processes claim at once: none waits for a row that another is just taking.
  const unlocked = transaction.engine === 'postgres' ? 'FOR UPDATE SKIP LOCKED' : '';
  const rows = await transaction.query<ClaimedRow>(
    `WITH free AS MATERIALIZED (SELECT kind, key FROM due
       WHERE COALESCE(lease_until, due_at) <= now_ms() AND ${ofKind} ${interrupted}
       ORDER BY COALESCE(lease_until, due_at), version LIMIT $3 ${unlocked})
     UPDATE due SET attempt = attempt + 1, claimed_version = version, lease_owner = $1, lease_until = now_ms() + $2
     WHERE (kind, key) IN (SELECT kind, key FROM free)
     RETURNING kind, key, version, attempt, due_at`,
    [claim.owner, claim.leaseMs, claim.limit, ...kinds],
  );
  // RETURNING promises no order.
  rows.sort((one, other) => one.due_at - other.due_at || one.version - other.version);
  return rows.map(({ kind, key, version, attempt }) => ({ kind, key, version, attempt }));
}

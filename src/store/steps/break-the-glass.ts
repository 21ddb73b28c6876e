import type { Approval } from '../../model/action-request.ts';
import type { GlassAnswer } from '../store.ts';
import type { Transaction } from '../transaction.ts';
import { markDueAt } from './mark-due.ts';
import { writeEffects } from './write-effects.ts';

const hourMs = 3_600_000;

/** How often this mapped user broke the glass within the last hour, by the database's clock. */
export async function countGlassBroken(transaction: Transaction, user: string): Promise<number> {
  const [row] = await transaction.query<{ count: number }>(
    'SELECT COUNT(*) AS count FROM break_glass WHERE mapped_user = $1 AND used_at > now_ms() - $2',
    [user, hourMs],
  );
  return row?.count ?? 0;
}

/** Why a recorded permission cannot be used now. */
export type GlassRefusal = 'own-request' | 'glass-expired' | 'glass-too-often';

/** The asker's own approval counts only by a permission that was recorded for them, is not over and was not used. */
export async function glassRefusalOf(
  transaction: Transaction,
  requestId: string,
  { user, person }: Approval,
): Promise<GlassRefusal | undefined> {
  const [permit] = await transaction.query<{ over: number; per_hour: number }>(
    `SELECT CASE WHEN expires_at <= now_ms() THEN 1 ELSE 0 END AS over, per_hour FROM break_glass
     WHERE request_id = $1 AND mapped_user = $2 AND person = $3 AND used_at IS NULL`,
    [requestId, user, person],
  );
  if (permit === undefined) return 'own-request';
  if (permit.over !== 0) return 'glass-expired';
  return (await countGlassBroken(transaction, user)) >= permit.per_hour ? 'glass-too-often' : undefined;
}

/**
 * Uses the permission and opens its debt, whose first reminder is due at `remindAt`.
 *
 * @throws when it is not what was read in this very transaction: the isolation that Transaction promises failed.
 */
export async function breakTheGlass(
  transaction: Transaction,
  requestId: string,
  approval: Approval,
  { remindAt, effects }: GlassAnswer,
): Promise<void> {
  const used = await transaction.query(
    `UPDATE break_glass SET used_at = now_ms() WHERE request_id = $1 AND mapped_user = $2 AND used_at IS NULL
       AND expires_at > now_ms() RETURNING request_id`,
    [requestId, approval.user],
  );
  if (used.length !== 1) throw new Error(`the permission of ${requestId} was used inside a transaction`);
  await transaction.query(
    `INSERT INTO debts (request_id, number, owed_by_user, opened_at, remind_at)
     SELECT CAST($1 AS TEXT), COALESCE(MAX(number), 0) + 1, CAST($2 AS TEXT), now_ms(), CAST($3 AS BIGINT) FROM debts`,
    [requestId, approval.user, remindAt],
  );
  await writeEffects(transaction, effects);
  await markDueAt(transaction, { kind: 'remind', key: requestId, at: remindAt });
}

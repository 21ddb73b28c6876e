import { readRequest } from '../rows/request-row.ts';
import { countGlassBroken } from '../steps/break-the-glass.ts';
import { markRequestMessagesDue } from '../steps/mark-messages-due.ts';
import { writeEffects } from '../steps/write-effects.ts';
import type { Effects, PermitResult, Store } from '../store.ts';
import type { Transaction } from '../transaction.ts';

/**
 * Records that who asked may carry out their own waiting plan by their own click, for `forMs` from the database's now.
 * Once for a request: a second time, by the same person, gives what is there.
 */
export async function permitBreakGlass(
  transaction: Transaction,
  permit: Parameters<Store['permitBreakGlass']>[0],
  effects: Effects,
): Promise<PermitResult> {
  const request = await readRequest(transaction, permit.requestId);
  if (request === undefined) return { outcome: 'refused', reason: 'not-found' };
  if (request.state !== 'awaiting-approval') return { outcome: 'refused', reason: 'ended', request };
  if (permit.user !== request.askedByUser) return { outcome: 'refused', reason: 'not-asker', request };
  if ((await countGlassBroken(transaction, permit.user)) >= permit.perHour)
    return { outcome: 'refused', reason: 'too-often', request };
  const rows = await transaction.query(
    `INSERT INTO break_glass (request_id, person, mapped_user, reason, per_hour, reviewers, granted_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, now_ms(), now_ms() + $7) ON CONFLICT (request_id) DO NOTHING RETURNING request_id`,
    [
      permit.requestId,
      permit.person,
      permit.user,
      permit.reason,
      permit.perHour,
      JSON.stringify(permit.reviewers),
      permit.forMs,
    ],
  );
  if (rows.length === 1) {
    await writeEffects(transaction, effects);
    await markRequestMessagesDue(transaction, request);
  }
  const permitted = await readRequest(transaction, request.id);
  if (permitted === undefined) throw new Error(`request ${request.id} was read and is gone`);
  return { outcome: 'permitted', request: permitted };
}

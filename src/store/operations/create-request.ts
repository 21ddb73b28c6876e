import type { ActionRequest } from '../../model/action-request.ts';
import { fixedPart, readRequest } from '../rows/request-row.ts';
import { markDueAt } from '../steps/mark-due.ts';
import { markRequestMessagesDue } from '../steps/mark-messages-due.ts';
import { writeEffects } from '../steps/write-effects.ts';
import type { Effects } from '../store.ts';
import type { Transaction } from '../transaction.ts';

/** Makes a request once, by its id; its expiry is due at `expiresAt`. A second call writes nothing and gives what is there. */
export async function createRequest(
  transaction: Transaction,
  request: ActionRequest,
  effects: Effects,
): Promise<ActionRequest> {
  const rows = await transaction.query(
    `INSERT INTO requests (id, handle, incident_id, digest, state, version, asked_by, asked_by_user, asked_at, expires_at,
       approvals_needed, request) VALUES ($1, $2, $3, $4, 'awaiting-approval', $5, $6, $7, $8, $9, $10, $11)
     ON CONFLICT (id) DO NOTHING RETURNING id`,
    [
      request.id,
      request.handle,
      request.incidentId,
      request.plan.digest,
      request.version,
      request.askedBy,
      request.askedByUser,
      request.askedAt,
      request.expiresAt,
      request.approvalsNeeded,
      fixedPart(request),
    ],
  );
  if (rows.length === 1) {
    await writeEffects(transaction, effects);
    await markDueAt(transaction, { kind: 'expire', key: request.id, at: request.expiresAt });
    await markRequestMessagesDue(transaction, request);
  }
  const stored = await readRequest(transaction, request.id);
  if (stored === undefined) throw new Error(`request ${request.id} was written and is not there`);
  return stored;
}

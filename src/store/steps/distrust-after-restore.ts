import type { Transaction } from '../transaction.ts';
import { appendAuditEntry } from './append-audit-entry.ts';
import { markDue } from './mark-due.ts';

/** The clocks of Slack and of this machine may differ by so much. */
const clockSlackMs = 60_000;

/**
 * What a restored store believes may be outdated: the bot went on after the backup. So it looks before it acts: at the
 * cluster for a call that may have left, in the channel for a message that may stand there, and it edits every message of
 * an incident that is not closed. What became due since runs into the checks that all work has.
 *
 * @returns the time of the newest thing that it holds, in milliseconds; 0 when it is empty
 */
export async function distrustAfterRestore(
  transaction: Transaction,
  { at, file }: { at: number; file: string },
): Promise<number> {
  const [newest] = await transaction.query<{ at: number }>(
    `SELECT MAX(at) AS at FROM (SELECT COALESCE(MAX(received_at), 0) AS at FROM deliveries
       UNION ALL SELECT COALESCE(MAX(happened_at), 0) FROM audit
       UNION ALL SELECT COALESCE(MAX(committed_at), 0) FROM probe) AS times`,
  );
  const until = newest?.at ?? 0;
  await transaction.query(
    `UPDATE executions SET called_at = started_at WHERE called_at IS NULL AND finished_at IS NULL`,
  );
  await transaction.query(
    `UPDATE messages SET state = 'posting', posting_since = $1 WHERE state = 'wanted' AND ts IS NULL`,
    [Math.max(0, until - clockSlackMs)],
  );
  const shown = await transaction.query<{ id: string }>(
    `UPDATE messages SET shown_hash = NULL WHERE state = 'shown' AND incident_id IN
       (SELECT id FROM incidents WHERE state <> 'closed') RETURNING id`,
  );
  await markDue(
    transaction,
    shown.map(({ id }) => ({ kind: 'publish', key: id })),
  );
  await appendAuditEntry(transaction, {
    at,
    kind: 'restored',
    actor: 'middlewatch',
    data: { from: file, newestInIt: until },
  });
  return until;
}

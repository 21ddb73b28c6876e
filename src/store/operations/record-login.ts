import { appendAuditEntry } from '../steps/append-audit-entry.ts';
import type { Store } from '../store.ts';
import type { Transaction } from '../transaction.ts';

/** The first time on a day, and each time that the identity is another one: recorded once, whoever sees it. */
export async function recordLogin(
  transaction: Transaction,
  { slackUser, identity, day }: Parameters<Store['recordLogin']>[0],
  audit: Parameters<Store['recordLogin']>[1],
): Promise<'recorded' | 'known'> {
  const [before] = await transaction.query<{ identity: string; day: string }>(
    'SELECT identity, day FROM logins WHERE slack_user = $1',
    [slackUser],
  );
  if (before?.identity === identity && before.day >= day) return 'known';
  await transaction.query(
    `INSERT INTO logins (slack_user, identity, day) VALUES ($1, $2, $3)
     ON CONFLICT (slack_user) DO UPDATE SET identity = excluded.identity, day = excluded.day`,
    [slackUser, identity, day],
  );
  const changed = before !== undefined && before.identity !== identity;
  await appendAuditEntry(transaction, {
    ...audit,
    data: { ...audit.data, ...(changed && { mappedBefore: before.identity }) },
  });
  return 'recorded';
}

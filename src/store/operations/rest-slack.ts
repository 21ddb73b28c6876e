import type { Store } from '../store.ts';
import type { Transaction } from '../transaction.ts';

/** Slack said Retry-After to one process: all of them rest in this budget. */
export async function restSlack(
  transaction: Transaction,
  { name, burst, intervalMs }: Parameters<Store['restSlack']>[0],
  milliseconds: number,
): Promise<void> {
  const restMs = Math.ceil(milliseconds + (burst - 1) * intervalMs);
  await transaction.query(
    `INSERT INTO slack_budgets (name, next_at) VALUES ($1, now_ms() + $2)
     ON CONFLICT (name) DO UPDATE SET next_at =
       CASE WHEN slack_budgets.next_at > now_ms() + $2 THEN slack_budgets.next_at ELSE now_ms() + $2 END`,
    [name, restMs],
  );
}

import type { Store } from '../store.ts';
import { placeholders, type Transaction } from '../transaction.ts';

/** The generic cell rate algorithm over all processes of a store, by the database's clock. */
export async function takeSlackTurn(
  transaction: Transaction,
  rates: Parameters<Store['takeSlackTurn']>[0],
): Promise<{ name: string; waitMs: number } | undefined> {
  if (rates.length === 0) return undefined;
  const rows = await transaction.query<{ name: string; ahead: number }>(
    `SELECT name, next_at - now_ms() AS ahead FROM slack_budgets WHERE name IN (${placeholders(rates.length, 1)})`,
    rates.map(({ name }) => name),
  );
  const ahead = new Map(rows.map((row) => [row.name, row.ahead]));
  const waits = rates
    .map(({ name, burst, intervalMs }) => ({
      name,
      waitMs: (ahead.get(name) ?? 0) - (burst - 1) * intervalMs,
    }))
    .sort((one, other) => other.waitMs - one.waitMs);
  const [longest] = waits;
  if (longest !== undefined && longest.waitMs > 0) return longest;
  for (const { name, intervalMs } of rates) {
    await transaction.query(
      `INSERT INTO slack_budgets (name, next_at) VALUES ($1, now_ms() + $2)
       ON CONFLICT (name) DO UPDATE SET
         next_at = CASE WHEN slack_budgets.next_at > now_ms() THEN slack_budgets.next_at ELSE now_ms() END + $2`,
      [name, Math.ceil(intervalMs)],
    );
  }
  return undefined;
}

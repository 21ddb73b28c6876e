import type { Store } from '../store.ts';
import { placeholders, type Transaction, type Value } from '../transaction.ts';

type Rates = Parameters<Store['takeSlackTurn']>[0];

/**
 * The generic cell rate algorithm over all processes of a store, by the database's clock. All calls to Slack pass here, so
 * that the turn is taken by one statement: a process that is stopped in the middle keeps nobody from Slack.
 */
export async function takeSlackTurn(
  transaction: Transaction,
  rates: Rates,
): Promise<{ name: string; waitMs: number } | undefined> {
  if (rates.length === 0) return undefined;
  // All in one order: of two that lock the same rows in different ones, one would be ended.
  const sorted = rates.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const taken = await transaction.query<{ name: string }>(
    takeSql(sorted.length, transaction.engine),
    sorted.flatMap(({ name, burst, intervalMs }): Value[] => [
      name,
      Math.ceil((burst - 1) * intervalMs),
      Math.ceil(intervalMs),
    ]),
  );
  return taken.length > 0 ? undefined : longestWait(transaction, rates);
}

/** For each rate its name, how far ahead of the clock it may be, and what one call costs. */
function takeSql(count: number, engine: Transaction['engine']): string {
  const wanted = Array.from({ length: count }, (_, index) => {
    const [name, ahead, cost] = [1, 2, 3].map((column) => `$${index * 3 + column}`);
    return `(CAST(${name} AS TEXT), CAST(${ahead} AS BIGINT), CAST(${cost} AS BIGINT))`;
  }).join(', ');
  return `WITH wanted (name, ahead, cost) AS (VALUES ${wanted}),
     held AS MATERIALIZED (SELECT name, next_at FROM slack_budgets WHERE name IN (SELECT name FROM wanted)
       ORDER BY name ${engine === 'postgres' ? 'FOR UPDATE' : ''})
     INSERT INTO slack_budgets (name, next_at)
     SELECT name, now_ms() + cost FROM wanted
     WHERE NOT EXISTS (SELECT 1 FROM held JOIN wanted asked ON asked.name = held.name
       WHERE held.next_at - now_ms() > asked.ahead)
     ORDER BY name
     ON CONFLICT (name) DO UPDATE SET next_at = excluded.next_at
       + CASE WHEN slack_budgets.next_at > now_ms() THEN slack_budgets.next_at - now_ms() ELSE 0 END
     RETURNING name`;
}

async function longestWait(
  transaction: Transaction,
  rates: Rates,
): Promise<{ name: string; waitMs: number } | undefined> {
  const rows = await transaction.query<{ name: string; ahead: number }>(
    `SELECT name, next_at - now_ms() AS ahead FROM slack_budgets WHERE name IN (${placeholders(rates.length, 1)})`,
    rates.map(({ name }) => name),
  );
  const ahead = new Map(rows.map((row) => [row.name, row.ahead]));
  const [longest] = rates
    .map(({ name, burst, intervalMs }) => ({
      name,
      waitMs: (ahead.get(name) ?? 0) - (burst - 1) * intervalMs,
    }))
    .sort((one, other) => other.waitMs - one.waitMs);
  // Its time may have come between the two statements.
  return longest && { name: longest.name, waitMs: Math.max(1, longest.waitMs) };
}

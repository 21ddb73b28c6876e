import type { Debt } from '../../model/break-glass.ts';
import { readDebtRow, selectDebtsSql, type DebtRow } from '../rows/debt-row.ts';
import type { Transaction } from '../transaction.ts';

/** Open ones first, the oldest first; then reviewed ones, the newest first. */
export async function listDebts(
  transaction: Transaction,
  { limit }: { limit: number },
): Promise<readonly Debt[]> {
  const open = await transaction.query<DebtRow>(
    `${selectDebtsSql} WHERE debts.reviewed_at IS NULL ORDER BY debts.number LIMIT $1`,
    [limit],
  );
  const reviewed = await transaction.query<DebtRow>(
    `${selectDebtsSql} WHERE debts.reviewed_at IS NOT NULL ORDER BY debts.number DESC LIMIT $1`,
    [limit - open.length],
  );
  return [...open, ...reviewed].map(readDebtRow);
}

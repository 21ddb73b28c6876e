import type { Debt } from '../../model/break-glass.ts';
import { readDebtRow, selectDebtsSql, type DebtRow } from '../rows/debt-row.ts';
import type { Transaction } from '../transaction.ts';

/** By its number, or by the request that it is about. */
export async function findDebt(
  transaction: Transaction,
  which: { number: number } | { requestId: string },
): Promise<Debt | undefined> {
  const [row] =
    'number' in which
      ? await transaction.query<DebtRow>(`${selectDebtsSql} WHERE debts.number = $1`, [which.number])
      : await transaction.query<DebtRow>(`${selectDebtsSql} WHERE debts.request_id = $1`, [which.requestId]);
  return row === undefined ? undefined : readDebtRow(row);
}

import type { Input } from '../../model/input.ts';
import type { Transaction } from '../transaction.ts';

export async function loadInput(transaction: Transaction, inputId: string): Promise<Input | undefined> {
  const [row] = await transaction.query<{ input: string }>('SELECT input FROM inputs WHERE id = $1', [
    inputId,
  ]);
  return row === undefined ? undefined : (JSON.parse(row.input) as Input);
}

import type { Transaction } from '../transaction.ts';

/** What was recorded last under this name. */
export async function loadSetting(
  transaction: Transaction,
  name: string,
): Promise<{ hash: string; value: string } | undefined> {
  const [row] = await transaction.query<{ hash: string; value: string }>(
    'SELECT hash, value FROM settings WHERE name = $1',
    [name],
  );
  return row;
}

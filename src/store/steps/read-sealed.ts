import type { Transaction } from '../transaction.ts';

/** The newest record that a seal names, with all before it; 0: none is sealed. */
export async function readSealed(transaction: Transaction): Promise<number> {
  const [newest] = await transaction.query<{ data: string }>(
    `SELECT data FROM audit WHERE kind = 'sealed' ORDER BY seq DESC LIMIT 1`,
  );
  const seal = newest === undefined ? undefined : (JSON.parse(newest.data) as { sealed?: { seq?: unknown } });
  return typeof seal?.sealed?.seq === 'number' ? seal.sealed.seq : 0;
}

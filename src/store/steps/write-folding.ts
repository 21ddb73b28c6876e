import type { FoldingWrite } from '../store.ts';
import { Conflict, type Transaction } from '../transaction.ts';
import { markDue } from './mark-due.ts';

/** Writes which cards were given out, and that storms go on. @throws Conflict when somebody decided meanwhile */
export async function writeFolding(transaction: Transaction, folding: FoldingWrite): Promise<void> {
  for (const { channel, version, ...traffic } of folding.traffic) {
    const parameters = [channel, version, JSON.stringify(traffic)];
    const rows = await transaction.query(
      version === 0
        ? `INSERT INTO channel_traffic (channel, version, traffic) VALUES ($1, $2 + 1, $3)
           ON CONFLICT DO NOTHING RETURNING channel`
        : `UPDATE channel_traffic SET version = version + 1, traffic = $3
           WHERE channel = $1 AND version = $2 RETURNING channel`,
      parameters,
    );
    if (rows.length === 0) throw new Conflict(`cards were given out in ${channel}`);
  }
  for (const { id, channel, startedAt } of folding.begun) {
    const rows = await transaction.query(
      'INSERT INTO storms (id, channel, started_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING id',
      [id, channel, startedAt],
    );
    if (rows.length === 0) throw new Conflict(`a storm runs in ${channel}`);
  }
  for (const id of folding.storms) {
    const rows = await transaction.query('SELECT id FROM storms WHERE id = $1 AND ended_at IS NULL', [id]);
    if (rows.length === 0) throw new Conflict(`storm ${id} is over`);
  }
  await markDue(
    transaction,
    folding.storms.map((key) => ({ kind: 'storm', key })),
  );
}

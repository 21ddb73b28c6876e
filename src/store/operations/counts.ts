import type { Transaction } from '../transaction.ts';

interface Counts {
  openIncidents: number;
  dueItems: number;
  deliveries: number;
}

/** For metrics. Open: firing or acknowledged. */
export async function counts(transaction: Transaction): Promise<Counts> {
  const [row] = await transaction.query<{ open: number; due: number; deliveries: number }>(
    `SELECT (SELECT COUNT(*) FROM incidents WHERE state IN ('firing', 'acknowledged')) AS open,
       (SELECT COUNT(*) FROM due) AS due, (SELECT COUNT(*) FROM deliveries) AS deliveries`,
  );
  return { openIncidents: row?.open ?? 0, dueItems: row?.due ?? 0, deliveries: row?.deliveries ?? 0 };
}

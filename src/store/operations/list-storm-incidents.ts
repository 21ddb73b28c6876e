import type { Incident } from '../../model/incident.ts';
import { pageOfStorm } from '../steps/page-of-storm.ts';
import type { Transaction } from '../transaction.ts';

export async function listStormIncidents(
  transaction: Transaction,
  stormId: string,
  page: { offset: number; limit: number },
): Promise<{ incidents: readonly Incident[]; total: number }> {
  const [all] = await transaction.query<{ total: number }>(
    'SELECT COUNT(*) AS total FROM storm_members WHERE storm_id = $1',
    [stormId],
  );
  return { incidents: await pageOfStorm(transaction, stormId, page), total: all?.total ?? 0 };
}

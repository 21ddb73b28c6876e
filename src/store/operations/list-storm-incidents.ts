import type { Incident } from '../../model/incident.ts';
import { countOfStorm, pageOfStorm } from '../steps/page-of-storm.ts';
import type { Transaction } from '../transaction.ts';

export async function listStormIncidents(
  transaction: Transaction,
  stormId: string,
  page: { offset: number; limit: number; only?: 'unacknowledged' },
): Promise<{ incidents: readonly Incident[]; total: number }> {
  return {
    incidents: await pageOfStorm(transaction, stormId, page),
    total: await countOfStorm(transaction, stormId, page),
  };
}

import type { StormGroup, StormSnapshot } from '../../model/storm.ts';
import { readStorm, stormColumns, type StormRow } from '../rows/storm-row.ts';
import { countOfStorm, pageOfStorm } from '../steps/page-of-storm.ts';
import type { Transaction } from '../transaction.ts';

/** So many a reader wants named. */
const mostNamed = 5;

interface GroupRow {
  alert_name: string;
  namespace: string;
  node: string;
  severity: StormGroup['severity'];
  state: StormGroup['state'];
  cause: string | null;
  count: number;
}

export async function loadStorm(
  transaction: Transaction,
  stormId: string,
): Promise<StormSnapshot | undefined> {
  const [row] = await transaction.query<StormRow>(`SELECT ${stormColumns} FROM storms WHERE id = $1`, [
    stormId,
  ]);
  if (row === undefined) return undefined;
  const groups = await transaction.query<GroupRow>(
    `SELECT alert_name, namespace, node, severity, state, cause, COUNT(*) AS count
     FROM storm_members JOIN incidents ON incidents.id = incident_id WHERE storm_id = $1
     GROUP BY alert_name, namespace, node, severity, state, cause
     ORDER BY alert_name, namespace, node, severity, state, cause`,
    [stormId],
  );
  const worst = await pageOfStorm(transaction, stormId, { offset: 0, limit: mostNamed });
  return {
    storm: readStorm(row),
    groups: groups.map(({ alert_name: alertName, cause, ...rest }) => ({
      ...rest,
      alertName,
      ...(cause !== null && { cause }),
    })),
    unacknowledged: await countOfStorm(transaction, stormId, { only: 'unacknowledged' }),
    gravest: worst.filter(({ state }) => state === 'firing' || state === 'acknowledged'),
  };
}

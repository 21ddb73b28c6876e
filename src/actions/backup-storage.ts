import { ClusterError } from '../cluster/cluster-client.ts';
import { collectionPath } from '../cluster/object-path.ts';
import type { JsonObject } from '../model/json.ts';
import type { PlanRefusal } from '../model/plan.ts';
import { planRefusal, type ActionTools } from './action.ts';
import { jsonAt, stringAt } from './json-at.ts';

/** Where Velero runs unless somebody installed it elsewhere (`velero install --namespace`). */
export const usualNamespace = 'velero';

export interface BackupStorage {
  /** Where Velero runs: Backups are made there. */
  namespace: string;
  /** Absent: it may not be read, so nothing is known of it. */
  name?: string;
}

/**
 * The BackupStorageLocation that a backup will be written to: by name, else the default one. Refuses when Velero has
 * said that it cannot reach it, for then the backup would fail its validation.
 */
export async function backupStorage(
  tools: Pick<ActionTools, 'cluster' | 'identity'>,
  wanted: { namespace?: string; name?: string },
): Promise<BackupStorage | PlanRefusal> {
  let locations: JsonObject[];
  try {
    locations = await tools.cluster.list(collectionPath('BackupStorageLocation', wanted.namespace), {
      ...(tools.identity !== undefined && { identity: tools.identity }),
    });
  } catch (error) {
    if (!(error instanceof ClusterError) || error.failure !== 'refused') throw error;
    if (error.status !== 404) return { namespace: wanted.namespace ?? usualNamespace };
    return planRefusal('not-found', 'This cluster has no Velero (velero.io/v1 is not served).');
  }
  const named = locations.filter((one) => wanted.name === undefined || nameOf(one) === wanted.name);
  const chosen = named.find((one) => jsonAt(one, 'spec', 'default') === true) ?? named[0];
  if (chosen === undefined) {
    const which =
      wanted.name === undefined ? 'no backup storage location' : `no backup storage location ${wanted.name}`;
    return planRefusal(
      'bad-value',
      `Velero has ${which}${wanted.namespace === undefined ? '' : ` in ${wanted.namespace}`}: a backup would fail.`,
    );
  }
  if (stringAt(chosen, 'status', 'phase') === 'Unavailable') {
    const why = stringAt(chosen, 'status', 'message');
    return planRefusal(
      'bad-value',
      `Velero cannot reach its storage ${nameOf(chosen)}${why === undefined ? '' : ` (${why})`}: a backup would fail. Mend that first.`,
    );
  }
  return { namespace: stringAt(chosen, 'metadata', 'namespace') ?? usualNamespace, name: nameOf(chosen) };
}

const nameOf = (location: JsonObject): string => stringAt(location, 'metadata', 'name') ?? '';

import { ClusterError } from '../../cluster/cluster-client.ts';
import { collectionPath } from '../../cluster/object-path.ts';
import type { JsonObject } from '../../model/json.ts';
import type { ActionTools } from '../action.ts';
import { objectAt, objectsAt, stringAt, stringsAt } from '../json-at.ts';
import type { ReadTarget } from '../read-target.ts';

/**
 * Who steers the field and will set it back, in words: Flagger or Argo Rollouts. Empty: neither.
 * @throws ClusterError but for 403 and 404
 */
export async function trafficOwners(tools: ActionTools, read: ReadTarget): Promise<string[]> {
  const { object, reference } = read;
  const canary = objectsAt(object, 'metadata', 'ownerReferences').find((one) => one['kind'] === 'Canary');
  if (canary !== undefined) {
    const name = stringAt(canary, 'name') ?? '';
    return [
      `Flagger owns this (canary/${name}) and sets it back at its next look, in about a minute. First \`/mw halt canary/${name} -n ${reference.namespace ?? 'default'}\`.`,
    ];
  }
  const rollout = stringsAt(object, 'metadata', 'annotations')[
    'argo-rollouts.argoproj.io/managed-by-rollouts'
  ];
  const steered =
    rollout ?? (reference.kind === 'VirtualService' ? await steeringRollout(tools, read) : undefined);
  if (steered !== undefined) {
    return [
      `Argo Rollouts steers this (rollout/${steered}) and sets it back at once while a version is on its way. To give the traffic back there: \`/mw abort rollout/${steered} -n ${reference.namespace ?? 'default'}\`.`,
    ];
  }
  return [];
}

/** A VirtualService does not say that a Rollout steers it; the Rollout does. */
async function steeringRollout(tools: ActionTools, { reference }: ReadTarget): Promise<string | undefined> {
  let rollouts: JsonObject[];
  try {
    rollouts = await tools.cluster.list(collectionPath('Rollout', reference.namespace), {
      ...(tools.identity !== undefined && { identity: tools.identity }),
    });
  } catch (error) {
    if (error instanceof ClusterError && (error.status === 403 || error.status === 404)) return undefined;
    throw error;
  }
  const found = rollouts.find((rollout) => virtualServicesOf(rollout).includes(reference.name));
  return stringAt(found, 'metadata', 'name');
}

function virtualServicesOf(rollout: JsonObject): string[] {
  const istio = objectAt(rollout, 'spec', 'strategy', 'canary', 'trafficRouting', 'istio');
  return [objectAt(istio, 'virtualService'), ...objectsAt(istio, 'virtualServices')].map(
    (one) => (stringAt(one, 'name') ?? '').split('.')[0] ?? '',
  );
}

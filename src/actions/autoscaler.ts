import { ClusterError } from '../cluster/cluster-client.ts';
import { collectionPath } from '../cluster/object-path.ts';
import { resourceOf } from '../cluster/resources.ts';
import type { JsonObject } from '../model/json.ts';
import type { ObjectReference } from '../model/object-reference.ts';
import type { ActionTools } from './action.ts';
import { numberAt, objectsAt, stringAt } from './json-at.ts';

/** The HorizontalPodAutoscaler that owns an object's replica count. */
export interface Autoscaler {
  name: string;
  uid: string;
  minimum: number;
  maximum: number;
  /** KEDA made it from this ScaledObject: only a change there lasts. */
  scaledObject?: string;
}

/** `unreadable`: the API server does not show autoscalers to us, so there may be one. */
export async function findAutoscaler(
  tools: Pick<ActionTools, 'cluster' | 'identity'>,
  target: ObjectReference,
): Promise<Autoscaler | undefined | 'unreadable'> {
  let items: JsonObject[];
  try {
    items = await tools.cluster.list(collectionPath('HorizontalPodAutoscaler', target.namespace), {
      ...(tools.identity !== undefined && { identity: tools.identity }),
    });
  } catch (error) {
    if (error instanceof ClusterError && (error.status === 403 || error.status === 404)) return 'unreadable';
    throw error;
  }
  const found = items.find((item) => aimsAt(item, target));
  return found === undefined ? undefined : readAutoscaler(found);
}

/** An apiVersion without a group is taken for the target's own. */
function aimsAt(item: JsonObject, target: ObjectReference): boolean {
  const reference = ['spec', 'scaleTargetRef'];
  const group = stringAt(item, ...reference, 'apiVersion')?.split('/')[0];
  return (
    stringAt(item, ...reference, 'kind') === target.kind &&
    stringAt(item, ...reference, 'name') === target.name &&
    (group === undefined || group === resourceOf(target.kind)?.group)
  );
}

export function readAutoscaler(item: JsonObject): Autoscaler {
  const keda = objectsAt(item, 'metadata', 'ownerReferences').find((one) => one['kind'] === 'ScaledObject');
  const scaledObject = stringAt(keda, 'name');
  return {
    name: stringAt(item, 'metadata', 'name') ?? '',
    uid: stringAt(item, 'metadata', 'uid') ?? '',
    // The API server's default when the field is absent.
    minimum: numberAt(item, 'spec', 'minReplicas') ?? 1,
    maximum: numberAt(item, 'spec', 'maxReplicas') ?? 0,
    ...(scaledObject !== undefined && { scaledObject }),
  };
}

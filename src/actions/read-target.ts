import { objectPath } from '../cluster/object-path.ts';
import type { JsonObject } from '../model/json.ts';
import { fullReference, type ObjectReference } from '../model/object-reference.ts';
import type { PlanRefusal } from '../model/plan.ts';
import { planRefusal, type ActionTools } from './action.ts';
import { stringAt } from './json-at.ts';

export interface ReadTarget {
  object: JsonObject;
  target: ObjectReference & { uid: string };
  /** Without uid, for the plan's parameters: the digest adds the uid. */
  reference: ObjectReference;
}

/**
 * Reads the object that an action is about. Refuses when it is not the one that was meant: deleted and made anew under
 * the same name, or on its way out.
 * @throws ClusterError
 */
export async function readTarget(
  tools: Pick<ActionTools, 'cluster' | 'identity'>,
  wanted: ObjectReference,
): Promise<ReadTarget | PlanRefusal> {
  const { uid: meant, ...reference } = wanted;
  const object = await tools.cluster.get(objectPath(reference), {
    ...(tools.identity !== undefined && { identity: tools.identity }),
  });
  const uid = stringAt(object, 'metadata', 'uid') ?? '';
  if (meant !== undefined && meant !== uid) {
    const message = `${fullReference(reference)} was deleted and made anew since: it is another object now. Ask again if you mean the new one.`;
    return planRefusal('world-moved-on', message);
  }
  if (stringAt(object, 'metadata', 'deletionTimestamp') !== undefined) {
    return planRefusal('not-found', `${fullReference(reference)} is being deleted. Nothing to do here.`);
  }
  return { object, target: { ...reference, uid }, reference };
}

import type { JsonObject } from '../model/json.ts';
import type { ObjectReference } from '../model/object-reference.ts';
import type { ActionTools } from './action.ts';
import { objectAt, objectsAt, stringAt } from './json-at.ts';
import { listForWarning } from './warnings/read-for-warning.ts';
import { readAmounts, type Amounts } from './warnings/pod-amounts.ts';

/** What a VerticalPodAutoscaler recommends for one container. */
export interface Recommendation {
  /** Its name. */
  by: string;
  /** `Off`, `Initial`, `Recreate`, `Auto`, `InPlaceOrRecreate`: whether it sets requests itself. */
  mode: string;
  target: Amounts;
}

/**
 * The recommendation for a container, by the VerticalPodAutoscaler that aims at its workload.
 * @returns undefined: there is none (or it has not seen enough yet); `unknown`: they cannot be read here
 */
export async function recommendedResources(
  tools: Pick<ActionTools, 'cluster' | 'identity'>,
  workload: ObjectReference,
  container: string,
): Promise<Recommendation | undefined | 'unknown'> {
  const autoscalers = await listForWarning(tools, 'VerticalPodAutoscaler', workload.namespace);
  if (autoscalers === 'unknown') return 'unknown';
  const found = autoscalers.find((one) => aimsAt(one, workload));
  const recommended = objectsAt(found, 'status', 'recommendation', 'containerRecommendations').find(
    (one) => stringAt(one, 'containerName') === container,
  );
  const target = readAmounts(objectAt(recommended, 'target'));
  if (found === undefined || Object.keys(target).length === 0) return undefined;
  return {
    by: `vpa/${stringAt(found, 'metadata', 'name') ?? ''}`,
    // Its default (pkg/apis/autoscaling.k8s.io/v1, UpdateMode).
    mode: stringAt(found, 'spec', 'updatePolicy', 'updateMode') ?? 'Auto',
    target,
  };
}

function aimsAt(autoscaler: JsonObject, { kind, name }: ObjectReference): boolean {
  const target = objectAt(autoscaler, 'spec', 'targetRef');
  return target['kind'] === kind && target['name'] === name;
}

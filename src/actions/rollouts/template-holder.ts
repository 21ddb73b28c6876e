import { ClusterError } from '../../cluster/cluster-client.ts';
import { objectPath } from '../../cluster/object-path.ts';
import type { JsonObject } from '../../model/json.ts';
import { shortReference, type ObjectReference } from '../../model/object-reference.ts';
import type { Plan, PlanRefusal } from '../../model/plan.ts';
import { planRefusal, type ActionTools } from '../action.ts';
import { objectAt, stringAt } from '../json-at.ts';
import type { ReadTarget } from '../read-target.ts';

/** Where a Rollout's pod template stands: in itself, or in the Deployment that spec.workloadRef names. */
export interface TemplateHolder {
  object: JsonObject;
  reference: ObjectReference;
}

/** @throws ClusterError but for a holder that is not there */
export async function readTemplateHolder(
  tools: ActionTools,
  { object, reference }: ReadTarget,
): Promise<TemplateHolder | PlanRefusal> {
  const kind = stringAt(object, 'spec', 'workloadRef', 'kind');
  if (kind === undefined) return { object, reference };
  const name = stringAt(object, 'spec', 'workloadRef', 'name') ?? '';
  const holder = { ...reference, kind, name };
  if (kind !== 'Deployment') {
    const message = `${shortReference(reference)} takes its pod template from ${shortReference(holder)} (spec.workloadRef); only a Deployment is changed here. Run \`kubectl argo rollouts undo ${reference.name} -n ${reference.namespace ?? 'default'}\`.`;
    return planRefusal('wrong-kind', message);
  }
  try {
    return { object: await read(tools, holder), reference: holder };
  } catch (error) {
    if (!(error instanceof ClusterError) || error.status !== 404) throw error;
    const message = `${shortReference(reference)} takes its pod template from ${shortReference(holder)} (spec.workloadRef), which is not there.`;
    return planRefusal('not-found', message);
  }
}

/** What a plan keeps of a holder that is not the Rollout itself. */
export function rememberHolder({ reference }: TemplateHolder, rollout: ObjectReference): JsonObject {
  return reference.kind === rollout.kind ? {} : { holder: { kind: reference.kind, name: reference.name } };
}

/**
 * The object whose template a plan changed, as it is now; undefined: it is the Rollout itself.
 * @throws ClusterError
 */
export async function holderOfPlan(tools: ActionTools, plan: Plan): Promise<JsonObject | undefined> {
  const { kind, name } = objectAt(plan.before, 'holder');
  if (typeof kind !== 'string' || typeof name !== 'string') return undefined;
  return read(tools, { ...plan.target, kind, name });
}

async function read(tools: ActionTools, reference: ObjectReference): Promise<JsonObject> {
  return tools.cluster.get(objectPath(reference), {
    ...(tools.identity !== undefined && { identity: tools.identity }),
  });
}

import { objectPath } from '../cluster/object-path.ts';
import type { JsonObject } from '../model/json.ts';
import { shortReference, type ObjectReference } from '../model/object-reference.ts';
import type { PlanRefusal } from '../model/plan.ts';
import { isRefusal, type ActionTools } from './action.ts';
import { readAutoscaler } from './autoscaler.ts';
import { numberAt, stringAt } from './json-at.ts';
import { readTarget, type ReadTarget } from './read-target.ts';

/** The object that decides an autoscaler's bounds: itself, or the KEDA ScaledObject that made it. */
export interface BoundsHolder {
  target: ReadTarget['target'];
  reference: ObjectReference;
  /** What is patched, as read. */
  holder: ObjectReference;
  object: JsonObject;
  /** `hpa/checkout` or `ScaledObject checkout` */
  name: string;
  fields: { minimum: string; maximum: string };
  minimum: number;
  maximum: number;
  /** The autoscaler's own, which KEDA brings into line. */
  autoscalerMaximum: number;
  replicas: number;
  /** What it scales. */
  scaleTarget: { kind: string; name: string };
}

/** @throws ClusterError */
export async function readBounds(
  tools: Pick<ActionTools, 'cluster' | 'identity'>,
  wanted: ObjectReference,
): Promise<BoundsHolder | PlanRefusal> {
  const read = await readTarget(tools, wanted);
  if (isRefusal(read)) return read;
  const { target, reference } = read;
  const autoscaler = readAutoscaler(read.object);
  const same = {
    target,
    reference,
    autoscalerMaximum: autoscaler.maximum,
    replicas: numberAt(read.object, 'status', 'currentReplicas') ?? 0,
    scaleTarget: {
      kind: stringAt(read.object, 'spec', 'scaleTargetRef', 'kind') ?? '',
      name: stringAt(read.object, 'spec', 'scaleTargetRef', 'name') ?? '',
    },
  };
  if (autoscaler.scaledObject === undefined) {
    return {
      ...same,
      holder: reference,
      object: read.object,
      name: shortReference(reference),
      fields: { minimum: 'minReplicas', maximum: 'maxReplicas' },
      minimum: autoscaler.minimum,
      maximum: autoscaler.maximum,
    };
  }
  const holder = { ...reference, kind: 'ScaledObject', name: autoscaler.scaledObject };
  const object = await tools.cluster.get(objectPath(holder), {
    ...(tools.identity !== undefined && { identity: tools.identity }),
  });
  return {
    ...same,
    holder,
    object,
    name: `ScaledObject ${holder.name}`,
    fields: { minimum: 'minReplicaCount', maximum: 'maxReplicaCount' },
    // KEDA's defaults (keda.sh/docs/latest/reference/scaledobject-spec).
    minimum: numberAt(object, 'spec', 'minReplicaCount') ?? 0,
    maximum: numberAt(object, 'spec', 'maxReplicaCount') ?? 100,
  };
}

import { ClusterError } from '../../cluster/cluster-client.ts';
import { collectionPath, objectPath } from '../../cluster/object-path.ts';
import { resourceOf } from '../../cluster/resources.ts';
import type { JsonObject } from '../../model/json.ts';
import type { ObjectReference } from '../../model/object-reference.ts';
import type { ClusterReader, Inquiry } from '../collector.ts';
import { isNotFound } from '../failure.ts';
import { numberAt, stringMapAt, textAt } from '../read-json.ts';
import { mapSelectorText } from './label-selector.ts';
import { controllerOf, referenceTo } from './owner.ts';

/** The object that rules over the subject's pods. */
export interface Workload {
  reference: ObjectReference & { uid: string };
  object: JsonObject;
  /** From the subject's pod up, nearest first; empty when the subject is the workload itself. */
  owners: readonly ObjectReference[];
}

export const workloadKinds: ReadonlySet<string> = new Set([
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'Job',
  'CronJob',
  'Rollout',
]);

/** Longer chains do not exist in Kubernetes; a circle of owners must end. */
const longestChain = 5;

/**
 * Finds the workload of the subject: itself, the end of its owner chain, what its autoscaler scales, what its Service
 * leads to. Undefined when the subject has none (a node, a namespace) or is not there.
 * @throws ClusterError
 */
export async function findWorkload(inquiry: Inquiry): Promise<Workload | undefined> {
  const { subject, timeoutMs } = inquiry;
  const { cluster } = inquiry.sources;
  if (cluster === undefined || subject.namespace === undefined) return undefined;
  const place = { cluster, namespace: subject.namespace, timeoutMs };
  if (subject.kind === 'Pod' || workloadKinds.has(subject.kind))
    return await orRollout(place, subject, await climb(place, subject.kind, subject.name));
  if (subject.kind === 'HorizontalPodAutoscaler') {
    const autoscaler = await read(place, subject.kind, subject.name);
    const kind = textAt(autoscaler, 'spec', 'scaleTargetRef', 'kind');
    const name = textAt(autoscaler, 'spec', 'scaleTargetRef', 'name');
    return kind === undefined || name === undefined || !workloadKinds.has(kind)
      ? undefined
      : await climb(place, kind, name);
  }
  if (subject.kind === 'Service') return await behindService(place, subject.name);
  return undefined;
}

/**
 * Pods of an Argo Rollout are called like those of a Deployment, and so is the subject that was read from them. A
 * Deployment that only holds the template for one (spec.workloadRef) runs no pod.
 */
async function orRollout(
  place: Place,
  subject: Inquiry['subject'],
  found: Workload | undefined,
): Promise<Workload | undefined> {
  if (
    subject.kind !== 'Deployment' ||
    (found !== undefined && numberAt(found.object, 'spec', 'replicas') !== 0)
  )
    return found;
  const rollout = await climb(place, 'Rollout', subject.name);
  if (rollout === undefined || found === undefined) return rollout ?? found;
  const held = textAt(rollout.object, 'spec', 'workloadRef', 'name') === found.reference.name;
  return held ? rollout : found;
}

interface Place {
  cluster: ClusterReader;
  namespace: string;
  timeoutMs: number;
}

async function climb(place: Place, kind: string, name: string): Promise<Workload | undefined> {
  let object = await read(place, kind, name);
  if (object === undefined) return undefined;
  let reference = referenceTo(place.cluster.name, kind, object);
  const owners: ObjectReference[] = [];
  for (let step = 0; step < longestChain; step++) {
    const owner = controllerOf(object);
    // A custom resource above (an operator's) is not followed: WorkloadFacts.managedBy names it.
    if (owner === undefined || resourceOf(owner.kind) === undefined || !workloadKinds.has(owner.kind)) break;
    const above = await read(place, owner.kind, owner.name);
    // Deleted and made anew under the same name: not its owner.
    if (above === undefined || textAt(above, 'metadata', 'uid') !== owner.uid) break;
    object = above;
    reference = referenceTo(place.cluster.name, owner.kind, above);
    owners.push(reference);
  }
  return workloadKinds.has(reference.kind) ? { reference, object, owners } : undefined;
}

/** A Service by its name, else a workload of that name: alerts say `service="checkout"` for either. */
async function behindService(place: Place, name: string): Promise<Workload | undefined> {
  const service = await read(place, 'Service', name);
  const labelSelector = mapSelectorText(stringMapAt(service, 'spec', 'selector'));
  if (labelSelector !== undefined) {
    const path = collectionPath('Pod', place.namespace);
    const pods = await place.cluster.list(path, { labelSelector, timeoutMs: place.timeoutMs });
    const owned = pods.find((pod) => controllerOf(pod) !== undefined);
    const pod = textAt(owned, 'metadata', 'name');
    return pod === undefined ? undefined : await climb(place, 'Pod', pod);
  }
  for (const kind of ['Deployment', 'StatefulSet', 'DaemonSet', 'Rollout']) {
    const found = await climb(place, kind, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function read(place: Place, kind: string, name: string): Promise<JsonObject | undefined> {
  try {
    const path = objectPath({ kind, namespace: place.namespace, name });
    return await place.cluster.get(path, { timeoutMs: place.timeoutMs });
  } catch (error) {
    // A name that cannot be one comes from a label and names nothing.
    if (isNotFound(error) || error instanceof RangeError) return undefined;
    // Argo Rollouts is not everywhere, nor is the right to read it: without it the ReplicaSet is the end of the chain.
    if (kind === 'Rollout' && error instanceof ClusterError && error.status === 403) return undefined;
    throw error;
  }
}

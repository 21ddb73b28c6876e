import { collectionPath } from '../../cluster/object-path.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { ClusterReader } from '../collector.ts';
import { findReplicaSets } from '../objects/find-replica-sets.ts';
import type { Workload } from '../objects/find-workload.ts';
import { selectorText } from '../objects/label-selector.ts';
import { controllerOf } from '../objects/owner.ts';
import { isObject, numberAt, textAt, timeAt, valueAt } from '../read-json.ts';

/** One revision of a workload: a ReplicaSet of a Deployment or Rollout, a ControllerRevision of a StatefulSet or DaemonSet. */
export interface Revision {
  number: number;
  name: string;
  uid: string;
  createdAt: number;
  /** The pod template, raw, without what the controller adds. */
  template: JsonObject;
  /** True: it was current before and became so again. */
  reused: boolean;
  changeCause?: string;
}

/** The annotations of the controllers (k8s.io/kubernetes pkg/controller/deployment/util, argo-rollouts utils/annotations). */
const revisionAnnotations = {
  Deployment: 'deployment.kubernetes.io/revision',
  Rollout: 'rollout.argoproj.io/revision',
} as const;

/**
 * All revisions of a workload, newest first; none for kinds that keep no history.
 * @throws ClusterError
 */
export async function findRevisions(
  cluster: ClusterReader,
  workload: Workload,
  timeoutMs: number,
): Promise<Revision[]> {
  const { kind } = workload.reference;
  let revisions: Revision[] = [];
  if (kind === 'Deployment' || kind === 'Rollout') {
    const sets = await findReplicaSets(cluster, workload, timeoutMs);
    revisions = sets.map((set) => ofReplicaSet(set, revisionAnnotations[kind]));
  } else if (kind === 'StatefulSet' || kind === 'DaemonSet') {
    revisions = (await controllerRevisions(cluster, workload, timeoutMs)).map(ofControllerRevision);
  }
  revisions.sort((one, other) => other.number - one.number);
  const [current, ...older] = revisions;
  // A ControllerRevision that is used again only gets a higher number: a younger one with a lower number betrays it.
  if (current !== undefined && older.some((revision) => revision.createdAt > current.createdAt)) {
    current.reused = true;
  }
  return revisions;
}

async function controllerRevisions(
  cluster: ClusterReader,
  { reference, object }: Workload,
  timeoutMs: number,
): Promise<JsonObject[]> {
  const labelSelector = selectorText(valueAt(object, 'spec', 'selector'));
  if (labelSelector === undefined || reference.namespace === undefined) return [];
  const path = collectionPath('ControllerRevision', reference.namespace);
  const revisions = await cluster.list(path, { labelSelector, timeoutMs });
  return revisions.filter((revision) => controllerOf(revision)?.uid === reference.uid);
}

function ofReplicaSet(set: JsonObject, annotation: string): Revision {
  return {
    ...identity(set),
    number: Number(textAt(set, 'metadata', 'annotations', annotation) ?? 0),
    template: withoutHash(valueAt(set, 'spec', 'template')),
    reused: textAt(set, 'metadata', 'annotations', `${annotation}-history`) !== undefined,
  };
}

function ofControllerRevision(revision: JsonObject): Revision {
  const template = valueAt(revision, 'data', 'spec', 'template');
  const plain = isObject(template) ? { ...template } : {};
  // The data is a patch; this is its instruction, no part of the template.
  delete plain['$patch'];
  return {
    ...identity(revision),
    number: numberAt(revision, 'revision') ?? 0,
    template: plain,
    reused: false,
  };
}

function identity(object: JsonObject): Pick<Revision, 'name' | 'uid' | 'createdAt' | 'changeCause'> {
  const changeCause = textAt(object, 'metadata', 'annotations', 'kubernetes.io/change-cause');
  return {
    name: textAt(object, 'metadata', 'name') ?? '',
    uid: textAt(object, 'metadata', 'uid') ?? '',
    createdAt: timeAt(object, 'metadata', 'creationTimestamp') ?? 0,
    ...(changeCause === undefined ? {} : { changeCause }),
  };
}

/** The label that the controller adds differs between any two ReplicaSets. */
function withoutHash(template: Json | undefined): JsonObject {
  if (!isObject(template)) return {};
  const copy = structuredClone(template);
  const labels = valueAt(copy, 'metadata', 'labels');
  if (isObject(labels)) {
    delete labels['pod-template-hash'];
    delete labels['rollouts-pod-template-hash'];
  }
  return copy;
}

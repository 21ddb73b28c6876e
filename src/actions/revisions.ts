import { collectionPath } from '../cluster/object-path.ts';
import { durationInWords } from '../model/duration-in-words.ts';
import type { JsonObject } from '../model/json.ts';
import type { ActionTools } from './action.ts';
import { controllerUid, numberAt, objectAt, objectsAt, stringAt, timeAt } from './json-at.ts';
import { labelSelector } from './label-selector.ts';
import { jsonHash } from './plan-digest.ts';

/** One revision of a workload: a ReplicaSet that a Deployment or Rollout controls, or a ControllerRevision of a StatefulSet or DaemonSet. */
export interface Revision {
  /** 0 when the annotation is missing. */
  number: number;
  /** The numbers this ReplicaSet had before it was rolled back to; a ControllerRevision does not remember them. */
  earlier: readonly number[];
  uid: string;
  name: string;
  createdAt: number | undefined;
  images: readonly string[];
  changeCause: string | undefined;
  /** The pod template without the label that its controller adds. */
  template: JsonObject;
  /** Of {@link template}. */
  templateHash: string;
  /** Raw, as the API server sent it: a typed reader would drop fields that it does not know. */
  object: JsonObject;
}

export const revisionAnnotation = 'deployment.kubernetes.io/revision';
/** Argo Rollouts' (https://github.com/argoproj/argo-rollouts/blob/master/utils/annotations/annotations.go). */
export const rolloutRevisionAnnotation = 'rollout.argoproj.io/revision';

/** All revisions of a Deployment, StatefulSet, DaemonSet or Rollout, highest number first. */
export async function listRevisions(
  tools: Pick<ActionTools, 'cluster' | 'identity'>,
  workload: JsonObject,
): Promise<Revision[]> {
  const { kind } = workload;
  const hasReplicaSets = kind === 'Deployment' || kind === 'Rollout';
  const items = await tools.cluster.list(
    collectionPath(
      hasReplicaSets ? 'ReplicaSet' : 'ControllerRevision',
      stringAt(workload, 'metadata', 'namespace'),
    ),
    {
      labelSelector: labelSelector(workload),
      ...(tools.identity !== undefined && { identity: tools.identity }),
    },
  );
  const uid = stringAt(workload, 'metadata', 'uid');
  return items
    .filter((item) => controllerUid(item) === uid)
    .map((item) =>
      hasReplicaSets
        ? readReplicaSet(item, kind === 'Rollout' ? rolloutRevisionAnnotation : revisionAnnotation)
        : readControllerRevision(item),
    )
    .sort((one, other) => other.number - one.number);
}

function readReplicaSet(replicaSet: JsonObject, annotation: string): Revision {
  const annotations = objectAt(replicaSet, 'metadata', 'annotations');
  const earlier = (stringAt(annotations, `${annotation}-history`) ?? '').split(',').map(readNumber);
  return {
    ...readCommon(replicaSet, podTemplate(replicaSet)),
    number: readNumber(stringAt(annotations, annotation) ?? ''),
    earlier: earlier.filter((number) => number > 0),
  };
}

/** `data` is the strategic merge patch that brings the template back, `$patch: replace` in it. */
function readControllerRevision(revision: JsonObject): Revision {
  const template = structuredClone(objectAt(revision, 'data', 'spec', 'template'));
  delete template['$patch'];
  return { ...readCommon(revision, template), number: numberAt(revision, 'revision') ?? 0, earlier: [] };
}

function readCommon(object: JsonObject, template: JsonObject): Omit<Revision, 'number' | 'earlier'> {
  return {
    uid: stringAt(object, 'metadata', 'uid') ?? '',
    name: stringAt(object, 'metadata', 'name') ?? '',
    createdAt: timeAt(object, 'metadata', 'creationTimestamp'),
    images: imagesOf(template),
    changeCause: stringAt(object, 'metadata', 'annotations', 'kubernetes.io/change-cause'),
    template,
    templateHash: jsonHash(template),
    object,
  };
}

function readNumber(text: string): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}

/** The pod template without the label that the controller of Deployments or Rollouts adds. */
export function podTemplate(workload: JsonObject): JsonObject {
  const template = structuredClone(objectAt(workload, 'spec', 'template'));
  const labels = objectAt(template, 'metadata', 'labels');
  delete labels['pod-template-hash'];
  delete labels['rollouts-pod-template-hash'];
  return template;
}

/** Equal for a workload and the revision that was made from it. */
export function templateHash(workload: JsonObject): string {
  return jsonHash(podTemplate(workload));
}

export function imagesOf(template: JsonObject): string[] {
  return objectsAt(template, 'spec', 'containers').map((container) => stringAt(container, 'image') ?? '');
}

/**
 * Whether a Deployment went from this revision back to an older one: the older one's ReplicaSet then carries a higher
 * number now, and a number below this one in its history.
 */
export function wasRolledBack(revision: Revision, all: readonly Revision[]): boolean {
  return all.some(
    (other) =>
      other.uid !== revision.uid &&
      other.number > revision.number &&
      other.earlier.some((number) => number < revision.number),
  );
}

/** `revision 13 (shop/checkout:1.4, made 3 days ago)` */
export function revisionInWords(
  revision: Pick<Revision, 'number' | 'images' | 'createdAt'>,
  now: number,
): string {
  const age =
    revision.createdAt === undefined ? '' : `, made ${durationInWords(now - revision.createdAt)} ago`;
  return `revision ${revision.number} (${revision.images.join(', ')}${age})`;
}

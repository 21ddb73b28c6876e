import type { Deployment, PodTemplate, ReplicaSet } from '../../resources/workload-types.ts';
import { equalJson } from '../../schema/equal-json.ts';

export const revisionAnnotation = 'deployment.kubernetes.io/revision';
export const historyAnnotation = 'deployment.kubernetes.io/revision-history';
export const hashLabel = 'pod-template-hash';

/** Annotations of a Deployment that its ReplicaSets do not inherit. */
const notInherited: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  revisionAnnotation,
  historyAnnotation,
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
]);

export function revisionOf({ metadata }: { metadata: ReplicaSet['metadata'] }): number {
  return Number(metadata.annotations?.[revisionAnnotation] ?? 0);
}

function withoutHash(template: PodTemplate): PodTemplate {
  const labels = Object.entries(template.metadata?.labels ?? {}).filter(([key]) => key !== hashLabel);
  return { ...template, metadata: { ...template.metadata, labels: Object.fromEntries(labels) } };
}

/** The ReplicaSet whose template is the Deployment's; the oldest when there are several. */
export function findNewSet(deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | undefined {
  const wanted = withoutHash(deployment.spec.template);
  return byAge(sets).find(({ spec }) => equalJson(withoutHash(spec.template), wanted));
}

export function byAge(sets: readonly ReplicaSet[]): ReplicaSet[] {
  return [...sets].sort(
    (left, right) =>
      left.metadata.creationTimestamp.localeCompare(right.metadata.creationTimestamp) ||
      revisionOf(left) - revisionOf(right) ||
      left.metadata.name.localeCompare(right.metadata.name),
  );
}

function inheritedAnnotations({ metadata }: Deployment): Record<string, string> {
  const entries = Object.entries(metadata.annotations ?? {}).filter(([key]) => !notInherited.has(key));
  return Object.fromEntries(entries);
}

/**
 * The annotations of the ReplicaSet that is the Deployment's newest: it gets the highest revision; the one it had before goes
 * into its history, which is how an undone revision is remembered.
 */
export function newSetAnnotations(
  deployment: Deployment,
  existing: Record<string, string> | undefined,
  newRevision: number,
): Record<string, string> {
  const annotations = { ...existing, ...inheritedAnnotations(deployment) };
  const before = existing?.[revisionAnnotation];
  if (before !== undefined && Number(before) >= newRevision) return annotations;
  annotations[revisionAnnotation] = String(newRevision);
  if (before !== undefined) {
    const history = existing?.[historyAnnotation];
    annotations[historyAnnotation] =
      history === undefined || history === '' ? before : `${history},${before}`;
  }
  return annotations;
}

import type { JsonObject } from '../../model/json.ts';
import { jsonAt, objectsAt, stringAt } from '../json-at.ts';

/** What a drain does with a pod. */
export type PodFate =
  | { fate: 'evict' }
  /** A controller or the kubelet would bring it back on this very node. */
  | { fate: 'stays'; why: 'daemon-set' | 'static' }
  /** It would be gone for good, or data with it: the drain is refused. */
  | { fate: 'refused'; why: 'no-controller' | 'daemon-set-is-gone' | 'empty-dir' };

export interface JudgeOptions {
  /** Pods with emptyDir volumes may go too. */
  emptyDirData: 'kept' | 'delete';
  /** Whether the DaemonSet that owns a pod is there. */
  daemonSetIsThere: (namespace: string, name: string) => boolean;
}

/**
 * kubectl's rules in kubectl's order: the first that keeps the pod decides, and a pod that has ended may always go.
 * https://github.com/kubernetes/kubectl/blob/master/pkg/drain/filters.go
 */
export function judgePod(pod: JsonObject, options: JudgeOptions): PodFate {
  const owner = controllerOf(pod);
  const ended = ['Succeeded', 'Failed'].includes(stringAt(pod, 'status', 'phase') ?? '');
  if (owner?.kind === 'DaemonSet' && !ended)
    return options.daemonSetIsThere(stringAt(pod, 'metadata', 'namespace') ?? '', owner.name)
      ? { fate: 'stays', why: 'daemon-set' }
      : { fate: 'refused', why: 'daemon-set-is-gone' };
  if (isStatic(pod)) return { fate: 'stays', why: 'static' };
  if (ended) return { fate: 'evict' };
  if (options.emptyDirData === 'kept' && emptyDirs(pod).length > 0)
    return { fate: 'refused', why: 'empty-dir' };
  return owner === undefined ? { fate: 'refused', why: 'no-controller' } : { fate: 'evict' };
}

function isStatic(pod: JsonObject): boolean {
  return jsonAt(pod, 'metadata', 'annotations', 'kubernetes.io/config.mirror') !== undefined;
}

/** The names of its emptyDir volumes. */
export function emptyDirs(pod: JsonObject): readonly string[] {
  return objectsAt(pod, 'spec', 'volumes')
    .filter((volume) => volume['emptyDir'] !== undefined)
    .map((volume) => stringAt(volume, 'name') ?? '');
}

export function controllerOf(pod: JsonObject): { kind: string; name: string; uid: string } | undefined {
  const owner = objectsAt(pod, 'metadata', 'ownerReferences').find((one) => one['controller'] === true);
  if (owner === undefined) return undefined;
  return {
    kind: stringAt(owner, 'kind') ?? '',
    name: stringAt(owner, 'name') ?? '',
    uid: stringAt(owner, 'uid') ?? '',
  };
}

/** A CronJob's jobs are named after the minute they are due: each run is another one. */
const scheduled = /-\d{7,}$/;

/**
 * Names the controller of a pod for a digest: `shop/ReplicaSet/checkout-6d4cf56db6 1f2e3d4c`. Stable while pods come and go;
 * another with a new version of the workload. A CronJob's jobs are all one: `shop/Job/report-*`.
 */
export function controllerKey(pod: JsonObject): string {
  const namespace = stringAt(pod, 'metadata', 'namespace') ?? '';
  const owner = controllerOf(pod);
  if (owner === undefined) return `${namespace}/Pod/${stringAt(pod, 'metadata', 'name') ?? ''}`;
  if (owner.kind === 'Job' && scheduled.test(owner.name))
    return `${namespace}/Job/${owner.name.replace(scheduled, '-*')}`;
  return `${namespace}/${owner.kind}/${owner.name} ${owner.uid.slice(0, 8)}`;
}

/** `shop/checkout-6d4cf56db6-abcde` */
export function podName(pod: JsonObject): string {
  return `${stringAt(pod, 'metadata', 'namespace') ?? ''}/${stringAt(pod, 'metadata', 'name') ?? ''}`;
}

export function isLeaving(pod: JsonObject): boolean {
  return stringAt(pod, 'metadata', 'deletionTimestamp') !== undefined;
}

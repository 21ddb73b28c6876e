import { findCondition } from './conditions.ts';
import type { Pod } from './workload-types.ts';

/** The pod's Ready condition is True. */
export function podIsReady(pod: Pod): boolean {
  return findCondition(pod.status.conditions, 'Ready')?.status === 'True';
}

/** Not ended and not being deleted: what a controller counts among its replicas. */
export function podIsActive(pod: Pod): boolean {
  const { phase } = pod.status;
  return phase !== 'Succeeded' && phase !== 'Failed' && pod.metadata.deletionTimestamp === undefined;
}

/** Ready for at least `minReadySeconds`; `scale` simulated seconds pass in a real one. */
export function podIsAvailable(
  pod: Pod,
  options: { minReadySeconds: number; now: number; speed: number },
): boolean {
  const ready = findCondition(pod.status.conditions, 'Ready');
  if (ready?.status !== 'True') return false;
  if (options.minReadySeconds === 0) return true;
  const since = Date.parse(ready.lastTransitionTime ?? '');
  return options.now - since >= (options.minReadySeconds * 1000) / options.speed;
}

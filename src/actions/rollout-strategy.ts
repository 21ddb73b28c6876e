import type { JsonObject } from '../model/json.ts';
import { jsonAt, stringAt } from './json-at.ts';
import { rollsOnDelete, wantedReplicas } from './rollout-status.ts';

/** What a change of the pod template does to the running pods: `3 pods are replaced, at most 1 missing at a time`. */
export function replacementInWords(workload: JsonObject): string {
  const replicas = wantedReplicas(workload);
  if (replicas === 0) return 'No pod runs now (0 replicas): the change waits for the next scale';
  const pods = replicas === 1 ? '1 pod is' : `${replicas} pods are`;
  if (rollsOnDelete(workload))
    return `No pod is replaced by itself (update strategy OnDelete): each takes the change when it is deleted`;
  if (workload['kind'] === 'StatefulSet') return `${pods} replaced, one after another from the last`;
  if (stringAt(workload, 'spec', 'strategy', 'type') === 'Recreate') {
    return `${pods} stopped at once, then made anew (strategy Recreate): an outage until they are ready`;
  }
  // Percentages of maxUnavailable are rounded down; 25% is the API server's default, of a DaemonSet 1 pod.
  const limit =
    workload['kind'] === 'DaemonSet'
      ? (jsonAt(workload, 'spec', 'updateStrategy', 'rollingUpdate', 'maxUnavailable') ?? 1)
      : (jsonAt(workload, 'spec', 'strategy', 'rollingUpdate', 'maxUnavailable') ?? '25%');
  const percent = typeof limit === 'string' ? /^(\d+)%$/.exec(limit)?.[1] : undefined;
  const missing = percent === undefined ? Number(limit) : Math.floor((replicas * Number(percent)) / 100);
  const words = missing === 0 ? 'with none missing' : `at most ${missing} missing at a time`;
  return `${pods} replaced, ${words}`;
}

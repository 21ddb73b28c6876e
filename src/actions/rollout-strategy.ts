import type { Json, JsonObject } from '../model/json.ts';
import { jsonAt, stringAt } from './json-at.ts';
import { shareInWords } from './share-in-words.ts';
import { rollsOnDelete, wantedReplicas } from './rollout-status.ts';
import type { TouchedPods } from './warnings/touched.ts';

/** What a change of the pod template does to the running pods: `3 pods are replaced, at most 1 (33 %) missing at a time`. */
export function replacementInWords(workload: JsonObject): string {
  const replicas = wantedReplicas(workload);
  if (replicas === 0) return 'No pod runs now (0 replicas): the change waits for the next scale';
  const pods = replicas === 1 ? '1 pod is' : `${replicas} pods are`;
  if (rollsOnDelete(workload))
    return `No pod is replaced by itself (update strategy OnDelete): each takes the change when it is deleted`;
  if (workload['kind'] === 'StatefulSet') return `${pods} replaced, one after another from the last`;
  if (isRecreated(workload)) {
    return `${pods} stopped at once, then made anew (strategy Recreate): an outage until they are ready`;
  }
  const { missing } = rollingLimits(workload);
  const words =
    missing === 0
      ? 'with none missing'
      : `at most ${missing}${shareInWords(missing, replicas)} missing at a time`;
  return `${pods} replaced, ${words}`;
}

const isRecreated = (workload: JsonObject): boolean =>
  stringAt(workload, 'spec', 'strategy', 'type') === 'Recreate';

/** The pods of a rollout. With OnDelete none is replaced by it. */
export function rollingPods(workload: JsonObject): Pick<TouchedPods, 'before' | 'after' | 'stay' | 'surge'> {
  const replicas = wantedReplicas(workload);
  return {
    before: replicas,
    after: replicas,
    stay: rollsOnDelete(workload) ? 'as-they-are' : 'replaced',
    surge: isRecreated(workload) ? { beyond: 0, missing: replicas } : rollingLimits(workload),
  };
}

/**
 * How many pods a rollout may have beyond the wanted number, and how many may be missing. Percentages of maxUnavailable
 * are rounded down, of maxSurge up; 25% each is the API server's default, of a DaemonSet 1 missing, none beyond.
 */
function rollingLimits(workload: JsonObject): { beyond: number; missing: number } {
  const replicas = wantedReplicas(workload);
  const isDeployment = workload['kind'] === 'Deployment';
  const path = isDeployment ? 'strategy' : 'updateStrategy';
  const limit = (name: string, usual: Json): Json =>
    jsonAt(workload, 'spec', path, 'rollingUpdate', name) ?? usual;
  return {
    beyond: isDeployment ? numberOf(limit('maxSurge', '25%'), replicas, Math.ceil) : 0,
    missing: numberOf(limit('maxUnavailable', isDeployment ? '25%' : 1), replicas, Math.floor),
  };
}

function numberOf(limit: Json, replicas: number, round: (number: number) => number): number {
  const percent = typeof limit === 'string' ? /^(\d+)%$/.exec(limit)?.[1] : undefined;
  return percent === undefined ? Number(limit) : round((replicas * Number(percent)) / 100);
}

import { collectionPath } from '../cluster/object-path.ts';
import type { JsonObject } from '../model/json.ts';
import type { ActionTools } from './action.ts';
import { controllerUid, numberAt, objectAt, objectsAt, stringAt, timeAt } from './json-at.ts';
import type { RevisionPods } from './revision-pods.ts';
import { labelSelector } from './label-selector.ts';

/** How the containers of some pods fare. */
export interface PodHealth {
  pods: number;
  /** Sum over all containers. */
  restarts: number;
  /** The container that restarted most, `app in checkout-7d9-x2x`, and why it ended last: `OOMKilled, exit code 137`. */
  worst?: { container: string; restarts: number; why: string };
  /** How long every container has run without a restart; 0 when one does not run. Milliseconds by the API server's times. */
  steadyMs: number;
  /** Why a pod cannot start: unschedulable, image, crash loop. */
  problems: readonly string[];
}

/**
 * Looks at the pods of one revision. A crash-looping container without
 * a readiness probe is Ready while it runs, so readiness proves nothing: restarts and run times do.
 */
export async function podHealth(
  tools: Pick<ActionTools, 'cluster' | 'identity' | 'now'>,
  workload: JsonObject,
  of: RevisionPods,
): Promise<PodHealth> {
  const items = await tools.cluster.list(collectionPath('Pod', stringAt(workload, 'metadata', 'namespace')), {
    labelSelector: labelSelector(workload),
    ...(tools.identity !== undefined && { identity: tools.identity }),
  });
  const pods = items.filter(
    (pod) =>
      controllerUid(pod) === of.controller &&
      (of.label === undefined || stringAt(pod, 'metadata', 'labels', of.label.name) === of.label.value) &&
      stringAt(pod, 'metadata', 'deletionTimestamp') === undefined,
  );
  return judgePods(pods, tools.now());
}

/**
 * Pure part of {@link podHealth}. Pods that ended stay where they are, an evicted one for days, and their controller counts
 * them no more (IsPodActive in Kubernetes' pkg/controller/controller_utils.go): neither are they counted here.
 */
export function judgePods(all: readonly JsonObject[], now: number): PodHealth {
  const pods = all.filter((pod) => !['Failed', 'Succeeded'].includes(stringAt(pod, 'status', 'phase') ?? ''));
  const health: PodHealth = {
    pods: pods.length,
    restarts: 0,
    steadyMs: pods.length === 0 ? 0 : Infinity,
    problems: [],
  };
  const problems = new Set<string>();
  for (const pod of pods) {
    const unscheduled = objectsAt(pod, 'status', 'conditions').find(
      (one) => one['type'] === 'PodScheduled' && one['status'] === 'False',
    );
    if (unscheduled !== undefined) problems.add(stringAt(unscheduled, 'message') ?? 'a pod has no node');
    const containers = objectsAt(pod, 'status', 'containerStatuses');
    if (containers.length === 0) health.steadyMs = 0;
    for (const container of containers) judgeContainer(health, problems, pod, container, now);
  }
  return { ...health, problems: [...problems].slice(0, 3) };
}

function judgeContainer(
  health: PodHealth,
  problems: Set<string>,
  pod: JsonObject,
  container: JsonObject,
  now: number,
): void {
  const restarts = numberAt(container, 'restartCount') ?? 0;
  health.restarts += restarts;
  if (restarts > (health.worst?.restarts ?? 0)) {
    const name = `${stringAt(container, 'name') ?? ''} in ${stringAt(pod, 'metadata', 'name') ?? ''}`;
    health.worst = { container: name, restarts, why: whyEnded(container) };
  }
  const waiting = stringAt(container, 'state', 'waiting', 'reason');
  if (waiting !== undefined && !['ContainerCreating', 'PodInitializing'].includes(waiting))
    problems.add(waiting);
  const startedAt = timeAt(container, 'state', 'running', 'startedAt');
  health.steadyMs = startedAt === undefined ? 0 : Math.min(health.steadyMs, Math.max(0, now - startedAt));
}

function whyEnded(container: JsonObject): string {
  const last = objectAt(container, 'lastState', 'terminated');
  const code = numberAt(last, 'exitCode');
  return [stringAt(last, 'reason'), code === undefined ? undefined : `exit code ${code}`]
    .filter((part) => part !== undefined)
    .join(', ');
}

import { setCondition } from '../resources/conditions.ts';
import { podIsActive, podIsReady } from '../resources/pod-readiness.ts';
import type { Pod, PodDisruptionBudget } from '../resources/workload-types.ts';
import { labelsMatch, requirementsOf } from '../select/label-selector.ts';
import { controllerOf, keyOf, type ClusterAccess } from './cluster-access.ts';
import type { ControllerDefinition } from './controller.ts';
import { resolveIntOrPercent } from './deployment/rolling-limits.ts';

/** How long an evicted pod counts as going, although it is still there (disruption.go DeletionTimeout). */
const evictedForMs = 120_000;

/** How many pods the owners of these pods want together. */
function expectedOf(pods: readonly Pod[], access: ClusterAccess): number {
  const owners = new Map<string, number>();
  for (const pod of pods) {
    const owner = controllerOf(pod);
    const namespace = pod.metadata.namespace ?? '';
    if (owner === undefined) continue;
    const key = `${namespace}/${owner.name}`;
    const set =
      owner.kind === 'StatefulSet'
        ? access.read('statefulsets.apps', key)
        : access.read('replicasets.apps', key);
    const above = set && controllerOf(set);
    const deployment =
      above?.kind === 'Deployment'
        ? access.read('deployments.apps', `${namespace}/${above.name}`)
        : undefined;
    const scaled = deployment ?? set;
    if (scaled) owners.set(scaled.metadata.uid, scaled.spec.replicas ?? 1);
  }
  return [...owners.values()].reduce((sum, count) => sum + count, 0);
}

function healthGoal(
  { spec }: PodDisruptionBudget,
  pods: readonly Pod[],
  access: ClusterAccess,
): { expected: number; desired: number } {
  if (spec.maxUnavailable !== undefined) {
    const expected = expectedOf(pods, access);
    return {
      expected,
      desired: Math.max(0, expected - resolveIntOrPercent(spec.maxUnavailable, expected, 'up')),
    };
  }
  if (typeof spec.minAvailable === 'number') return { expected: pods.length, desired: spec.minAvailable };
  const expected = expectedOf(pods, access);
  return { expected, desired: resolveIntOrPercent(spec.minAvailable, expected, 'up') };
}

/** Counts how many pods may be evicted. Source: kubernetes/pkg/controller/disruption/disruption.go (1.34). */
export const disruptionController: ControllerDefinition = {
  name: 'disruption',
  manager: 'kube-controller-manager',
  concerns: ({ definition, object }, access) => {
    if (definition.resource === 'poddisruptionbudgets') return [keyOf(object)];
    const counted = ['pods', 'replicasets', 'deployments', 'statefulsets'].includes(definition.resource);
    return counted ? access.list('poddisruptionbudgets.policy', object.metadata.namespace).map(keyOf) : [];
  },
  reconcile: (key, { access, clock }) => {
    const budget = access.read('poddisruptionbudgets.policy', key);
    if (budget === undefined || !budget.spec.selector) return;
    const required = requirementsOf(budget.spec.selector);
    const pods = access
      .list('pods', budget.metadata.namespace)
      .filter(
        (pod) =>
          labelsMatch(required, pod.metadata.labels) &&
          pod.status.phase !== 'Succeeded' &&
          pod.status.phase !== 'Failed',
      );
    const disrupted = Object.entries(budget.status.disruptedPods ?? {}).filter(([name, at]) => {
      const pod = pods.find(({ metadata }) => metadata.name === name);
      return (
        pod?.metadata.deletionTimestamp === undefined &&
        pod !== undefined &&
        clock.elapsedSince(Date.parse(at)) < evictedForMs
      );
    });
    const going = new Set(disrupted.map(([name]) => name));
    const healthy = pods.filter(
      (pod) => podIsActive(pod) && podIsReady(pod) && !going.has(pod.metadata.name),
    ).length;
    const { expected, desired } = healthGoal(budget, pods, access);
    const allowed = expected <= 0 ? 0 : Math.max(0, healthy - desired);
    const observedGeneration = budget.metadata.generation ?? 1;
    const condition = {
      type: 'DisruptionAllowed',
      status: allowed > 0 ? ('True' as const) : ('False' as const),
      reason: allowed > 0 ? 'SufficientPods' : 'InsufficientPods',
      message: '',
      observedGeneration,
    };
    access.updateStatus<PodDisruptionBudget>('poddisruptionbudgets.policy', budget, (draft) => {
      draft.status = {
        ...(disrupted.length === 0 ? {} : { disruptedPods: Object.fromEntries(disrupted) }),
        observedGeneration,
        disruptionsAllowed: allowed,
        currentHealthy: healthy,
        desiredHealthy: desired,
        expectedPods: expected,
        conditions: setCondition(draft.status.conditions ?? [], condition, clock.now()),
      };
    });
  },
};

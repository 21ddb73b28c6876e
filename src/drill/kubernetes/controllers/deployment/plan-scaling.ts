import type { Deployment, ReplicaSet } from '../../resources/workload-types.ts';
import { sizeOf, type Scaling } from './plan-rolling-update.ts';
import { rollingLimits } from './rolling-limits.ts';

const desiredAnnotation = 'deployment.kubernetes.io/desired-replicas';
const maxAnnotation = 'deployment.kubernetes.io/max-replicas';

/** The annotations that remember for which size of the Deployment a ReplicaSet was last scaled. */
export function sizeAnnotations(deployment: Deployment): Record<string, string> {
  const wanted = deployment.spec.replicas ?? 1;
  return {
    [desiredAnnotation]: String(wanted),
    [maxAnnotation]: String(wanted + rollingLimits(deployment).maxSurge),
  };
}

/** The Deployment was scaled since the ReplicaSets were last sized. */
export function wasScaled(deployment: Deployment, sets: readonly ReplicaSet[]): boolean {
  return sets
    .filter((set) => sizeOf(set) > 0)
    .some(({ metadata }) => {
      const seen = metadata.annotations?.[desiredAnnotation];
      return seen !== undefined && Number(seen) !== (deployment.spec.replicas ?? 1);
    });
}

function proportion(set: ReplicaSet, deployment: Deployment, allowed: number, left: number): number {
  const before = Number(set.metadata.annotations?.[maxAnnotation] ?? 0);
  if (sizeOf(set) === 0 || left === 0 || before === 0) return 0;
  const share = Math.round((sizeOf(set) * (allowed || 0)) / before) - sizeOf(set);
  const wanted = deployment.spec.replicas === 0 ? -sizeOf(set) : share;
  return left > 0 ? Math.min(wanted, left) : Math.max(wanted, left);
}

/**
 * Sizes after the Deployment itself was scaled: the only ReplicaSet takes all; in the middle of a rollout each takes its
 * share, and the largest takes what rounding leaves. Source: kubernetes/pkg/controller/deployment/sync.go scale() (1.34).
 */
export function planScaling(
  deployment: Deployment,
  newSet: ReplicaSet | undefined,
  oldSets: readonly ReplicaSet[],
): Scaling[] {
  const wanted = deployment.spec.replicas ?? 1;
  const all = newSet ? [...oldSets, newSet] : [...oldSets];
  const active = all.filter((set) => sizeOf(set) > 0);
  const only = active.length === 1 ? active[0] : active.length === 0 ? newSet : undefined;
  if (only) return sizeOf(only) === wanted ? [] : [{ set: only, to: wanted }];
  const saturated =
    newSet !== undefined && sizeOf(newSet) === wanted && newSet.status.availableReplicas === wanted;
  if (saturated) return active.filter((set) => set !== newSet).map((set) => ({ set, to: 0 }));
  if (deployment.spec.strategy.type !== 'RollingUpdate') return [];
  const allowed = wanted === 0 ? 0 : wanted + rollingLimits(deployment).maxSurge;
  const total = active.reduce((sum, set) => sum + sizeOf(set), 0);
  const toAdd = allowed - total;
  const sorted = [...active].sort((left, right) => sizeOf(right) - sizeOf(left));
  let added = 0;
  const sizes = sorted.map((set) => {
    const share = toAdd === 0 ? 0 : proportion(set, deployment, allowed, toAdd - added);
    added += share;
    return { set, to: sizeOf(set) + share };
  });
  const [largest] = sizes;
  if (largest) largest.to = Math.max(0, largest.to + toAdd - added);
  return sizes.filter(({ set, to }) => to !== sizeOf(set));
}

import type { Deployment, ReplicaSet } from '../../resources/workload-types.ts';
import { rollingLimits } from './rolling-limits.ts';

/** A ReplicaSet that should have another size. */
export interface Scaling {
  set: ReplicaSet;
  to: number;
}

export function sizeOf({ spec }: ReplicaSet): number {
  return spec.replicas ?? 1;
}

function totalOf(sets: readonly ReplicaSet[]): number {
  return sets.reduce((sum, set) => sum + sizeOf(set), 0);
}

function availableOf(sets: readonly ReplicaSet[]): number {
  return sets.reduce((sum, { status }) => sum + (status.availableReplicas ?? 0), 0);
}

/** How large the new ReplicaSet may be now, given what all ReplicaSets ask for. */
export function newSetSize(deployment: Deployment, current: number, allSets: readonly ReplicaSet[]): number {
  const wanted = deployment.spec.replicas ?? 1;
  if (deployment.spec.strategy.type !== 'RollingUpdate') return wanted;
  const room = wanted + rollingLimits(deployment).maxSurge - totalOf(allSets);
  return room <= 0 ? current : current + Math.min(room, wanted - current);
}

/** First pods that never became healthy are given up: they serve nobody. */
function dropUnhealthy(oldSets: readonly ReplicaSet[], most: number): Scaling[] {
  const scalings: Scaling[] = [];
  let left = most;
  for (const set of oldSets) {
    const size = sizeOf(set);
    const available = set.status.availableReplicas ?? 0;
    const drop = Math.min(left, size - available);
    if (size === 0 || drop <= 0) continue;
    scalings.push({ set, to: size - drop });
    left -= drop;
  }
  return scalings;
}

/** Then healthy old pods, as far as enough stay available. */
function dropHealthy(oldSets: readonly ReplicaSet[], most: number, dropped: readonly Scaling[]): Scaling[] {
  const scalings: Scaling[] = [];
  let left = most;
  for (const set of oldSets) {
    const size = dropped.find((scaling) => scaling.set === set)?.to ?? sizeOf(set);
    const drop = Math.min(left, size);
    if (drop <= 0) continue;
    scalings.push({ set, to: size - drop });
    left -= drop;
  }
  return scalings;
}

/**
 * The next step of a rolling update. Source: kubernetes/pkg/controller/deployment/rolling.go (1.34).
 * @param oldSets the ReplicaSets that are not the new one, oldest first.
 */
export function planRollingUpdate(
  deployment: Deployment,
  newSet: ReplicaSet,
  oldSets: readonly ReplicaSet[],
): Scaling[] {
  const wanted = deployment.spec.replicas ?? 1;
  const size = sizeOf(newSet);
  const allSets = [...oldSets, newSet];
  const target = size > wanted ? wanted : newSetSize(deployment, size, allSets);
  if (target !== size) return [{ set: newSet, to: target }];
  if (totalOf(oldSets) === 0) return [];
  const minAvailable = wanted - rollingLimits(deployment).maxUnavailable;
  const newUnavailable = size - (newSet.status.availableReplicas ?? 0);
  const most = totalOf(allSets) - minAvailable - newUnavailable;
  if (most <= 0) return [];
  const unhealthy = dropUnhealthy(oldSets, most);
  const spare = availableOf(allSets) - minAvailable;
  const healthy = spare > 0 ? dropHealthy(oldSets, spare, unhealthy) : [];
  const rest = unhealthy.filter(({ set }) => !healthy.some((scaling) => scaling.set === set));
  return [...rest, ...healthy];
}

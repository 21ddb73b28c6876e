import { timestamp } from '../../registry/registry.ts';
import { findCondition } from '../../resources/conditions.ts';
import type { Condition, Deployment, ReplicaSet } from '../../resources/workload-types.ts';
import { sizeOf } from './plan-rolling-update.ts';
import { rollingLimits } from './rolling-limits.ts';

type Status = Deployment['status'];

function sum(sets: readonly ReplicaSet[], of: (set: ReplicaSet) => number | undefined): number {
  return sets.reduce((total, set) => total + (of(set) ?? 0), 0);
}

/** A condition with its times: `lastTransitionTime` moves with the status, `lastUpdateTime` with every change. */
export function deploymentCondition(
  conditions: readonly Condition[],
  wanted: { type: string; status: Condition['status']; reason: string; message: string },
  now: number,
  renewal: 'when-changed' | 'always' = 'when-changed',
): Condition[] {
  const current = findCondition(conditions, wanted.type);
  const same = current?.status === wanted.status && current.reason === wanted.reason;
  if (same && renewal === 'when-changed') return [...conditions];
  const lastTransitionTime =
    current?.status === wanted.status ? (current.lastTransitionTime ?? null) : timestamp(now);
  const next: Condition = { ...wanted, lastUpdateTime: timestamp(now), lastTransitionTime };
  return [...conditions.filter(({ type }) => type !== wanted.type), next];
}

/** Counters and the Available condition. Source: kubernetes/pkg/controller/deployment/sync.go calculateStatus (1.34). */
export function calculateStatus(
  deployment: Deployment,
  newSet: ReplicaSet | undefined,
  sets: readonly ReplicaSet[],
  now: number,
): Status {
  const availableReplicas = sum(sets, ({ status }) => status.availableReplicas);
  const minAvailable = (deployment.spec.replicas ?? 1) - rollingLimits(deployment).maxUnavailable;
  const available =
    availableReplicas >= minAvailable
      ? ({
          status: 'True',
          reason: 'MinimumReplicasAvailable',
          message: 'Deployment has minimum availability.',
        } as const)
      : ({
          status: 'False',
          reason: 'MinimumReplicasUnavailable',
          message: 'Deployment does not have minimum availability.',
        } as const);
  const { collisionCount, conditions = [] } = deployment.status;
  return {
    ...(collisionCount === undefined ? {} : { collisionCount }),
    observedGeneration: deployment.metadata.generation ?? 0,
    replicas: sum(sets, ({ status }) => status.replicas),
    updatedReplicas: newSet?.status.replicas ?? 0,
    readyReplicas: sum(sets, ({ status }) => status.readyReplicas),
    availableReplicas,
    unavailableReplicas: Math.max(0, sum(sets, sizeOf) - availableReplicas),
    conditions: deploymentCondition(conditions, { type: 'Available', ...available }, now),
  };
}

function isComplete(deployment: Deployment, status: Status): boolean {
  const wanted = deployment.spec.replicas ?? 1;
  return (
    status.updatedReplicas === wanted && status.replicas === wanted && status.availableReplicas === wanted
  );
}

function moved(before: Status, after: Status): boolean {
  const count = (value: number | undefined) => value ?? 0;
  const old = (status: Status) => count(status.replicas) - count(status.updatedReplicas);
  return (
    count(after.updatedReplicas) > count(before.updatedReplicas) ||
    old(after) < old(before) ||
    count(after.readyReplicas) > count(before.readyReplicas) ||
    count(after.availableReplicas) > count(before.availableReplicas)
  );
}

/** What the Progressing condition is made from, besides the counters. */
export interface ProgressInput {
  newSet: ReplicaSet | undefined;
  now: number;
  /** Simulated seconds since the rollout last made a step. */
  idleSeconds: number;
}

/** The Progressing condition. Source: kubernetes/pkg/controller/deployment/progress.go (1.34). */
export function withProgress(
  deployment: Deployment,
  status: Status,
  { newSet, now, idleSeconds }: ProgressInput,
): Status {
  const deadline = deployment.spec.progressDeadlineSeconds;
  const conditions = status.conditions ?? [];
  if (deadline === undefined)
    return { ...status, conditions: conditions.filter(({ type }) => type !== 'Progressing') };
  const current = findCondition(conditions, 'Progressing');
  const done = status.replicas === status.updatedReplicas && current?.reason === 'NewReplicaSetAvailable';
  if (done) return status;
  const what = newSet ? `ReplicaSet "${newSet.metadata.name}"` : `Deployment "${deployment.metadata.name}"`;
  const progress = { type: 'Progressing', status: 'True' } as const;
  if (isComplete(deployment, status)) {
    const condition = {
      ...progress,
      reason: 'NewReplicaSetAvailable',
      message: `${what} has successfully progressed.`,
    };
    return { ...status, conditions: deploymentCondition(conditions, condition, now) };
  }
  if (moved(deployment.status, status)) {
    const condition = { ...progress, reason: 'ReplicaSetUpdated', message: `${what} is progressing.` };
    return { ...status, conditions: deploymentCondition(conditions, condition, now, 'always') };
  }
  const late =
    current !== undefined && current.reason !== 'NewReplicaSetAvailable' && idleSeconds >= deadline;
  if (!late && current?.reason !== 'ProgressDeadlineExceeded') return status;
  const message = `${what} has timed out progressing.`;
  const condition = {
    type: 'Progressing',
    status: 'False',
    reason: 'ProgressDeadlineExceeded',
    message,
  } as const;
  return { ...status, conditions: deploymentCondition(conditions, condition, now) };
}

/** Zero counters are left out, as Go writes them. */
export function withoutZeros(status: Status): Status {
  return Object.fromEntries(Object.entries(status).filter(([, value]) => value !== 0));
}

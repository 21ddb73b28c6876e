import { findCondition } from '../../resources/conditions.ts';
import { resourceByKey } from '../../resources/resource-table.ts';
import type { Deployment, Pod, ReplicaSet } from '../../resources/workload-types.ts';
import { templateHash } from '../../registry/identifiers.ts';
import { controllerOf, keyOf, ownerReference } from '../cluster-access.ts';
import type { ControllerDefinition, ControllerTools } from '../controller.ts';
import { calculateStatus, deploymentCondition, withoutZeros, withProgress } from './deployment-status.ts';
import { newSetSize, planRollingUpdate, sizeOf, type Scaling } from './plan-rolling-update.ts';
import { planScaling, sizeAnnotations, wasScaled } from './plan-scaling.ts';
import {
  byAge,
  findNewSet,
  hashLabel,
  newSetAnnotations,
  revisionAnnotation,
  revisionOf,
} from './revisions.ts';

const component = 'deployment-controller';
const sets = 'replicasets.apps';
const deployments = 'deployments.apps';

/** Brings Deployments to what they say. Source: kubernetes/pkg/controller/deployment (1.34). */
export class DeploymentController implements ControllerDefinition {
  readonly name = 'deployment';
  readonly manager = 'kube-controller-manager';
  /** When each Deployment, by uid, last made a step; conditions keep only whole seconds. */
  readonly #stepAt = new Map<string, number>();

  concerns: ControllerDefinition['concerns'] = ({ definition, object }, access) => {
    if (definition.resource === 'deployments') return [keyOf(object)];
    const owner = controllerOf(object);
    const namespace = object.metadata.namespace ?? '';
    if (definition.resource === 'replicasets' && owner?.kind === 'Deployment')
      return [`${namespace}/${owner.name}`];
    if (definition.resource !== 'pods' || owner?.kind !== 'ReplicaSet') return [];
    // Recreate waits until the old pods are gone: so a pod's end concerns its Deployment.
    const set = access.read(sets, `${namespace}/${owner.name}`);
    const above = set && controllerOf(set);
    return above?.kind === 'Deployment' ? [`${namespace}/${above.name}`] : [];
  };

  reconcile: ControllerDefinition['reconcile'] = (key, tools) => {
    const deployment = tools.access.read(deployments, key);
    if (deployment === undefined || deployment.metadata.deletionTimestamp !== undefined) return;
    const owned = tools.access.owned(sets, deployment);
    if (deployment.spec.paused === true) this.#syncPaused(deployment, owned, tools);
    else if (wasScaled(deployment, owned)) this.#resize(deployment, owned, tools);
    else if (deployment.spec.strategy.type === 'Recreate') this.#recreate(deployment, owned, tools);
    else this.#roll(deployment, owned, tools);
    this.#report(key, tools);
  };

  #syncPaused(deployment: Deployment, owned: ReplicaSet[], tools: ControllerTools): void {
    this.#resize(deployment, owned, tools);
    const message = 'Deployment is paused';
    this.#condition(
      deployment,
      { type: 'Progressing', status: 'Unknown', reason: 'DeploymentPaused', message },
      tools,
    );
  }

  #resize(deployment: Deployment, owned: ReplicaSet[], tools: ControllerTools): void {
    const newSet = findNewSet(deployment, owned);
    const old = byAge(owned.filter((set) => set !== newSet));
    this.#scale(deployment, planScaling(deployment, newSet, old), tools);
  }

  #roll(deployment: Deployment, owned: ReplicaSet[], tools: ControllerTools): void {
    const newSet = this.#ensureNewSet(deployment, owned, tools);
    if (newSet === undefined) return;
    const old = byAge(owned.filter(({ metadata }) => metadata.uid !== newSet.metadata.uid));
    const plan = planRollingUpdate(deployment, newSet, old);
    this.#scale(deployment, plan, tools);
    if (plan.length === 0) this.#cleanUp(deployment, old, tools);
  }

  #recreate(deployment: Deployment, owned: ReplicaSet[], tools: ControllerTools): void {
    const existing = findNewSet(deployment, owned);
    const old = owned.filter((set) => set !== existing);
    const active = old.filter((set) => sizeOf(set) > 0);
    if (active.length > 0) {
      this.#scale(
        deployment,
        active.map((set) => ({ set, to: 0 })),
        tools,
      );
      return;
    }
    const alive = (pod: Pod) => pod.status.phase !== 'Succeeded' && pod.status.phase !== 'Failed';
    if (old.some((set) => tools.access.ownedPods(set).some(alive))) return;
    const newSet = this.#ensureNewSet(deployment, owned, tools);
    const wanted = deployment.spec.replicas ?? 1;
    if (newSet && sizeOf(newSet) !== wanted) this.#scale(deployment, [{ set: newSet, to: wanted }], tools);
    this.#cleanUp(deployment, old, tools);
  }

  /** The ReplicaSet of the current template with the highest revision; created when there is none. */
  #ensureNewSet(deployment: Deployment, owned: ReplicaSet[], tools: ControllerTools): ReplicaSet | undefined {
    const existing = findNewSet(deployment, owned);
    const old = owned.filter((set) => set !== existing);
    const revision = Math.max(0, ...old.map(revisionOf)) + 1;
    const set = existing
      ? tools.access.update<ReplicaSet>(sets, existing, (draft) => {
          draft.metadata.annotations = newSetAnnotations(deployment, existing.metadata.annotations, revision);
        })
      : this.#createSet(deployment, old, revision, tools);
    if (set === undefined) return undefined;
    const current = String(revisionOf(set));
    tools.access.updateStatus<Deployment>(deployments, deployment, (draft) => {
      draft.metadata.annotations = { ...draft.metadata.annotations, [revisionAnnotation]: current };
      const conditions = draft.status.conditions ?? [];
      const known = findCondition(conditions, 'Progressing');
      const name = set.metadata.name;
      const found = {
        type: 'Progressing',
        status: 'True',
        reason: 'FoundNewReplicaSet',
        message: `Found new replica set "${name}"`,
      } as const;
      const created = {
        type: 'Progressing',
        status: 'True',
        reason: 'NewReplicaSetCreated',
        message: `Created new replica set "${name}"`,
      } as const;
      if (existing === undefined)
        draft.status.conditions = deploymentCondition(conditions, created, tools.clock.now());
      else if (known === undefined)
        draft.status.conditions = deploymentCondition(conditions, found, tools.clock.now());
    });
    if (existing === undefined || existing.metadata.annotations?.[revisionAnnotation] !== current)
      this.#step(deployment, tools);
    return set;
  }

  #createSet(
    deployment: Deployment,
    old: ReplicaSet[],
    revision: number,
    tools: ControllerTools,
  ): ReplicaSet | undefined {
    const { name, namespace = '' } = deployment.metadata;
    const hash = templateHash(deployment.spec.template, deployment.status.collisionCount);
    const setName = `${name}-${hash}`;
    if (tools.access.read(sets, `${namespace}/${setName}`)) {
      // Another template has this hash: the next look uses another one.
      tools.access.updateStatus<Deployment>(deployments, deployment, (draft) => {
        draft.status.collisionCount = (draft.status.collisionCount ?? 0) + 1;
      });
      return undefined;
    }
    const { template, selector, minReadySeconds } = deployment.spec;
    const labels = { ...template.metadata?.labels, [hashLabel]: hash };
    const replicas = newSetSize(deployment, 0, old);
    const created = tools.access.create(sets, namespace, {
      metadata: {
        name: setName,
        labels,
        annotations: {
          ...newSetAnnotations(deployment, undefined, revision),
          ...sizeAnnotations(deployment),
        },
        ownerReferences: [ownerReference(deployment, resourceByKey(deployments))],
      },
      spec: {
        replicas,
        ...(minReadySeconds === undefined ? {} : { minReadySeconds }),
        selector: { ...selector, matchLabels: { ...selector.matchLabels, [hashLabel]: hash } },
        template: { ...template, metadata: { ...template.metadata, labels } },
      },
    });
    if (replicas > 0) this.#announce(deployment, { name: setName, from: 0, to: replicas }, tools);
    return created as ReplicaSet;
  }

  #scale(deployment: Deployment, plan: readonly Scaling[], tools: ControllerTools): void {
    for (const { set, to } of plan) {
      const from = sizeOf(set);
      tools.access.update<ReplicaSet>(sets, set, (draft) => {
        draft.spec.replicas = to;
        draft.metadata.annotations = { ...draft.metadata.annotations, ...sizeAnnotations(deployment) };
      });
      if (from !== to) this.#announce(deployment, { name: set.metadata.name, from, to }, tools);
    }
    const scaled = new Set(plan.map(({ set }) => set.metadata.uid));
    for (const set of tools.access.owned(sets, deployment)) {
      if (scaled.has(set.metadata.uid) || sizeOf(set) === 0) continue;
      tools.access.update<ReplicaSet>(sets, set, (draft) => {
        draft.metadata.annotations = { ...draft.metadata.annotations, ...sizeAnnotations(deployment) };
      });
    }
  }

  #announce(
    deployment: Deployment,
    scaling: { name: string; from: number; to: number },
    tools: ControllerTools,
  ): void {
    const direction = scaling.to > scaling.from ? 'up' : 'down';
    const message = `Scaled ${direction} replica set ${scaling.name} from ${scaling.from} to ${scaling.to}`;
    tools.events.record(deployment, { type: 'Normal', reason: 'ScalingReplicaSet', message, component });
  }

  /** Empty old ReplicaSets beyond the history limit go, lowest revision first, once the rollout is complete. */
  #cleanUp(deployment: Deployment, old: readonly ReplicaSet[], tools: ControllerTools): void {
    const limit = deployment.spec.revisionHistoryLimit ?? 10;
    const complete =
      deployment.status.updatedReplicas === (deployment.spec.replicas ?? 1) || deployment.spec.replicas === 0;
    if (!complete) return;
    const empty = old
      .filter((set) => sizeOf(set) === 0 && (set.status.replicas ?? 0) === 0)
      .filter((set) => (set.status.observedGeneration ?? 0) >= (set.metadata.generation ?? 0))
      .sort((left, right) => revisionOf(left) - revisionOf(right));
    for (const set of empty.slice(0, Math.max(0, empty.length - limit))) tools.access.delete(sets, set);
  }

  #report(key: string, tools: ControllerTools): void {
    const deployment = tools.access.read(deployments, key);
    if (deployment === undefined) return;
    const owned = tools.access.owned(sets, deployment);
    const newSet = findNewSet(deployment, owned);
    const now = tools.clock.now();
    const counted = calculateStatus(deployment, newSet, owned, now);
    const idleSeconds = tools.clock.elapsedSince(this.#stepAt.get(deployment.metadata.uid) ?? now) / 1000;
    const paused = deployment.spec.paused === true;
    const status = paused ? counted : withProgress(deployment, counted, { newSet, now, idleSeconds });
    const failure = owned
      .map((set) => findCondition(set.status.conditions, 'ReplicaFailure'))
      .find((one) => one !== undefined);
    const conditions = (status.conditions ?? []).filter(({ type }) => type !== 'ReplicaFailure');
    const failed = failure && {
      type: 'ReplicaFailure',
      status: failure.status,
      reason: failure.reason ?? '',
      message: failure.message ?? '',
    };
    status.conditions = failed ? deploymentCondition(status.conditions ?? [], failed, now) : conditions;
    const before = findCondition(deployment.status.conditions, 'Progressing');
    const after = findCondition(status.conditions, 'Progressing');
    if (after?.reason === 'ReplicaSetUpdated' && after !== before) this.#step(deployment, tools);
    tools.access.updateStatus<Deployment>(deployments, deployment, (draft) => {
      draft.status = withoutZeros(status);
    });
    const deadline = deployment.spec.progressDeadlineSeconds;
    const waiting = after?.status === 'True' && after.reason !== 'NewReplicaSetAvailable' && !paused;
    if (waiting && deadline !== undefined)
      tools.queue.addAfter(key, Math.max(100, (deadline - idleSeconds) * 1000 + 50));
  }

  #step(deployment: Deployment, tools: ControllerTools): void {
    this.#stepAt.set(deployment.metadata.uid, tools.clock.now());
  }

  #condition(
    deployment: Deployment,
    condition: Parameters<typeof deploymentCondition>[1],
    tools: ControllerTools,
  ): void {
    tools.access.updateStatus<Deployment>(deployments, deployment, (draft) => {
      draft.status.conditions = deploymentCondition(
        draft.status.conditions ?? [],
        condition,
        tools.clock.now(),
      );
    });
  }
}

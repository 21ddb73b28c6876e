import { StatusError } from '../errors/status-error.ts';
import { podIsActive, podIsAvailable, podIsReady } from '../resources/pod-readiness.ts';
import { resourceByKey } from '../resources/resource-table.ts';
import type { ControllerRevision, Pod, PodTemplate, StatefulSet } from '../resources/workload-types.ts';
import { controllerOf, keyOf, ownerReference } from './cluster-access.ts';
import type { ControllerDefinition, ControllerTools } from './controller.ts';
import { ensureRevision, pruneRevisions, revisionsOf } from './template-revisions.ts';

const component = 'statefulset-controller';
const resource = 'statefulsets.apps';
const revisionLabel = 'controller-revision-hash';
const retryMs = 5000;

function ordinalOf(pod: Pod): number {
  return Number(/-(\d+)$/.exec(pod.metadata.name)?.[1] ?? -1);
}

function isHealthy(pod: Pod): boolean {
  return podIsReady(pod) && pod.metadata.deletionTimestamp === undefined;
}

/** Keeps numbered pods, one after the other unless they may go in parallel. Source: kubernetes/pkg/controller/statefulset (1.34). */
class StatefulSetPass {
  readonly #set: StatefulSet;
  readonly #tools: ControllerTools;
  readonly #current: ControllerRevision;
  readonly #update: ControllerRevision;

  constructor(set: StatefulSet, tools: ControllerTools) {
    this.#set = set;
    this.#tools = tools;
    this.#update = ensureRevision(set, resource, tools.access);
    const known = revisionsOf(set, tools.access);
    this.#current =
      known.find(({ metadata }) => metadata.name === set.status.currentRevision) ?? this.#update;
  }

  run(): void {
    const wanted = this.#set.spec.replicas ?? 1;
    const pods = this.#pods();
    if (this.#fill(pods, wanted) === 'wait') return;
    if (this.#shrink(pods, wanted) === 'wait') return;
    this.#roll(pods, wanted);
  }

  #ordered(): boolean {
    return this.#set.spec.podManagementPolicy !== 'Parallel';
  }

  #pods(): Pod[] {
    return this.#tools.access.ownedPods(this.#set).sort((left, right) => ordinalOf(left) - ordinalOf(right));
  }

  /** Creates what is missing from the lowest number up; in order, each waits for the one before. */
  #fill(pods: readonly Pod[], wanted: number): 'wait' | 'go on' {
    for (let ordinal = 0; ordinal < wanted; ordinal += 1) {
      const pod = pods.find((one) => ordinalOf(one) === ordinal);
      if (pod === undefined) this.#create(ordinal);
      else if (pod.status.phase === 'Failed' || pod.status.phase === 'Succeeded')
        this.#tools.access.delete('pods', pod);
      else if (isHealthy(pod)) continue;
      if (this.#ordered()) return 'wait';
    }
    return 'go on';
  }

  /** Removes the highest numbers first; in order, each waits until the one before is gone and the rest is healthy. */
  #shrink(pods: readonly Pod[], wanted: number): 'wait' | 'go on' {
    const surplus = pods.filter((pod) => ordinalOf(pod) >= wanted).reverse();
    for (const pod of surplus) {
      if (pod.metadata.deletionTimestamp === undefined) this.#delete(pod);
      if (this.#ordered()) return 'wait';
    }
    return 'go on';
  }

  /** Replaces pods of another revision from the highest number down to the partition, each after the last is healthy. */
  #roll(pods: readonly Pod[], wanted: number): void {
    if (this.#set.spec.updateStrategy.type !== 'RollingUpdate') return;
    const partition = this.#set.spec.updateStrategy.rollingUpdate?.partition ?? 0;
    for (const pod of pods
      .filter((one) => ordinalOf(one) >= partition && ordinalOf(one) < wanted)
      .reverse()) {
      const outdated = pod.metadata.labels?.[revisionLabel] !== this.#update.metadata.name;
      if (outdated && pod.metadata.deletionTimestamp === undefined) {
        this.#delete(pod);
        return;
      }
      if (!isHealthy(pod)) return;
    }
  }

  #create(ordinal: number): void {
    const { access, events, queue } = this.#tools;
    const { name, namespace = '' } = this.#set.metadata;
    const partition = this.#set.spec.updateStrategy.rollingUpdate?.partition ?? 0;
    const revision = ordinal < partition ? this.#current : this.#update;
    const podName = `${name}-${ordinal}`;
    try {
      this.#claims(ordinal);
      access.create('pods', namespace, this.#podBody(podName, ordinal, revision));
      const message = `create Pod ${podName} in StatefulSet ${name} successful`;
      events.record(this.#set, { type: 'Normal', reason: 'SuccessfulCreate', message, component });
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      const message = `create Pod ${podName} in StatefulSet ${name} failed error: ${error.message}`;
      events.record(this.#set, { type: 'Warning', reason: 'FailedCreate', message, component });
      queue.addAfter(keyOf(this.#set), retryMs);
    }
  }

  #podBody(podName: string, ordinal: number, revision: ControllerRevision): unknown {
    const template: PodTemplate = revision.data.spec.template;
    const claims = (this.#set.spec.volumeClaimTemplates ?? []).map(({ metadata }) => ({
      name: metadata.name,
      persistentVolumeClaim: { claimName: `${metadata.name}-${podName}` },
    }));
    const volumes = [...(template.spec.volumes ?? []), ...claims];
    return {
      metadata: {
        name: podName,
        labels: {
          ...template.metadata?.labels,
          'apps.kubernetes.io/pod-index': String(ordinal),
          [revisionLabel]: revision.metadata.name,
          'statefulset.kubernetes.io/pod-name': podName,
        },
        ...(template.metadata?.annotations ? { annotations: template.metadata.annotations } : {}),
        ownerReferences: [ownerReference(this.#set, resourceByKey(resource))],
      },
      spec: {
        ...template.spec,
        hostname: podName,
        ...(this.#set.spec.serviceName === undefined ? {} : { subdomain: this.#set.spec.serviceName }),
        ...(volumes.length === 0 ? {} : { volumes }),
      },
    };
  }

  #claims(ordinal: number): void {
    const { access } = this.#tools;
    const { name, namespace = '' } = this.#set.metadata;
    for (const claim of this.#set.spec.volumeClaimTemplates ?? []) {
      const claimName = `${claim.metadata.name}-${name}-${ordinal}`;
      if (access.read('persistentvolumeclaims', `${namespace}/${claimName}`)) continue;
      const labels = this.#set.spec.selector.matchLabels;
      access.create('persistentvolumeclaims', namespace, {
        metadata: { name: claimName, ...(labels ? { labels } : {}) },
        spec: claim.spec,
      });
    }
  }

  #delete(pod: Pod): void {
    this.#tools.access.delete('pods', pod);
    const { name } = this.#set.metadata;
    const message = `delete Pod ${pod.metadata.name} in StatefulSet ${name} successful`;
    this.#tools.events.record(this.#set, { type: 'Normal', reason: 'SuccessfulDelete', message, component });
  }

  report(): void {
    const { access, clock, queue } = this.#tools;
    const pods = this.#pods().filter(podIsActive);
    const wanted = this.#set.spec.replicas ?? 1;
    const minReadySeconds = this.#set.spec.minReadySeconds ?? 0;
    const of = (revision: string) =>
      pods.filter(({ metadata }) => metadata.labels?.[revisionLabel] === revision).length;
    const update = this.#update.metadata.name;
    const ready = pods.filter(podIsReady);
    const available = ready.filter((pod) =>
      podIsAvailable(pod, { minReadySeconds, now: clock.now(), speed: clock.speed }),
    );
    if (available.length < ready.length) queue.addAfter(keyOf(this.#set), minReadySeconds * 1000);
    const complete = of(update) === wanted && ready.length === wanted && pods.length === wanted;
    const current = complete ? update : this.#current.metadata.name;
    access.updateStatus<StatefulSet>(resource, this.#set, (draft) => {
      draft.status = {
        observedGeneration: this.#set.metadata.generation ?? 1,
        replicas: pods.length,
        readyReplicas: ready.length,
        availableReplicas: available.length,
        currentReplicas: of(current),
        updatedReplicas: of(update),
        currentRevision: current,
        updateRevision: update,
        collisionCount: 0,
      };
      for (const key of ['readyReplicas', 'currentReplicas', 'updatedReplicas'] as const) {
        if (draft.status[key] === 0) Reflect.deleteProperty(draft.status, key);
      }
    });
    const labels = pods.map(({ metadata }) => metadata.labels?.[revisionLabel] ?? '');
    pruneRevisions(this.#set, new Set([update, current, ...labels]), access);
  }
}

export const statefulSetController: ControllerDefinition = {
  name: 'statefulset',
  manager: 'kube-controller-manager',
  concerns: ({ definition, object }) => {
    if (definition.resource === 'statefulsets') return [keyOf(object)];
    const owner = definition.resource === 'pods' ? controllerOf(object) : undefined;
    return owner?.kind === 'StatefulSet' ? [`${object.metadata.namespace ?? ''}/${owner.name}`] : [];
  },
  reconcile: (key, tools) => {
    const set = tools.access.read(resource, key);
    if (set === undefined || set.metadata.deletionTimestamp !== undefined) return;
    const pass = new StatefulSetPass(set, tools);
    pass.run();
    pass.report();
  },
};

import { StatusError } from '../errors/status-error.ts';
import { setCondition } from '../resources/conditions.ts';
import { podIsActive, podIsAvailable, podIsReady } from '../resources/pod-readiness.ts';
import { resourceByKey } from '../resources/resource-table.ts';
import type { Pod, ReplicaSet } from '../resources/workload-types.ts';
import { labelsMatch, requirementsOf } from '../select/label-selector.ts';
import { controllerOf, keyOf, ownerReference } from './cluster-access.ts';
import type { ControllerDefinition, ControllerTools } from './controller.ts';

const component = 'replicaset-controller';
/** Simulated milliseconds until a refused creation is tried again. */
const retryMs = 5000;

/** Which pods go first: without a node, not running, not ready, restarted more often, younger. Source: controller_utils.go ActivePods. */
export function compareForDeletion(left: Pod, right: Pod): number {
  const restarts = (pod: Pod) =>
    Math.max(0, ...(pod.status.containerStatuses ?? []).map(({ restartCount }) => restartCount));
  const phases = ['Pending', 'Unknown', 'Running'];
  const scheduled = (pod: Pod) => ((pod.spec.nodeName ?? '') === '' ? 0 : 1);
  return (
    scheduled(left) - scheduled(right) ||
    phases.indexOf(left.status.phase ?? '') - phases.indexOf(right.status.phase ?? '') ||
    Number(podIsReady(left)) - Number(podIsReady(right)) ||
    restarts(right) - restarts(left) ||
    right.metadata.creationTimestamp.localeCompare(left.metadata.creationTimestamp) ||
    right.metadata.name.localeCompare(left.metadata.name)
  );
}

function createPod(set: ReplicaSet, { access, events }: ControllerTools): string | undefined {
  const definition = resourceByKey('replicasets.apps');
  const { metadata = {}, spec } = set.spec.template;
  const namespace = set.metadata.namespace ?? '';
  const body = {
    metadata: {
      generateName: `${set.metadata.name}-`,
      ...(metadata.labels ? { labels: metadata.labels } : {}),
      ...(metadata.annotations ? { annotations: metadata.annotations } : {}),
      ownerReferences: [ownerReference(set, definition)],
    },
    spec,
  };
  try {
    const pod = access.create('pods', namespace, body);
    events.record(set, {
      type: 'Normal',
      reason: 'SuccessfulCreate',
      message: `Created pod: ${pod.metadata.name}`,
      component,
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    events.record(set, {
      type: 'Warning',
      reason: 'FailedCreate',
      message: `Error creating: ${error.message}`,
      component,
    });
    return error.message;
  }
}

/** Creates or deletes pods until there are enough; answers why a creation was refused. */
function manage(set: ReplicaSet, pods: readonly Pod[], tools: ControllerTools): string | undefined {
  const missing = (set.spec.replicas ?? 1) - pods.length;
  for (let count = 0; count < missing; count += 1) {
    const refused = createPod(set, tools);
    if (refused !== undefined) return refused;
  }
  if (missing >= 0) return undefined;
  for (const pod of [...pods].sort(compareForDeletion).slice(0, -missing)) {
    tools.access.delete('pods', pod);
    const message = `Deleted pod: ${pod.metadata.name}`;
    tools.events.record(set, { type: 'Normal', reason: 'SuccessfulDelete', message, component });
  }
  return undefined;
}

function reportStatus(set: ReplicaSet, refused: string | undefined, tools: ControllerTools): void {
  const { access, clock, queue } = tools;
  const pods = access.ownedPods(set).filter(podIsActive);
  const minReadySeconds = set.spec.minReadySeconds ?? 0;
  const required = requirementsOf({ matchLabels: set.spec.template.metadata?.labels ?? {} });
  const ready = pods.filter(podIsReady);
  const available = ready.filter((pod) =>
    podIsAvailable(pod, { minReadySeconds, now: clock.now(), speed: clock.speed }),
  );
  if (available.length < ready.length) queue.addAfter(keyOf(set), minReadySeconds * 1000);
  access.updateStatus('replicasets.apps', set, (draft) => {
    const conditions = (draft.status.conditions ?? []).filter(({ type }) => type !== 'ReplicaFailure');
    const failure = {
      type: 'ReplicaFailure',
      status: 'True',
      reason: 'FailedCreate',
      message: refused ?? '',
    } as const;
    const kept = draft.status.conditions ?? [];
    draft.status = {
      replicas: pods.length,
      fullyLabeledReplicas: pods.filter((pod) => labelsMatch(required, pod.metadata.labels)).length,
      readyReplicas: ready.length,
      availableReplicas: available.length,
      observedGeneration: set.metadata.generation ?? 0,
      conditions: refused === undefined ? conditions : setCondition(kept, failure, clock.now()),
    };
    for (const key of ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'] as const) {
      if (draft.status[key] === 0) Reflect.deleteProperty(draft.status, key);
    }
    if (draft.status.conditions?.length === 0) Reflect.deleteProperty(draft.status, 'conditions');
  });
}

/** Keeps as many pods as a ReplicaSet asks for. Source: kubernetes/pkg/controller/replicaset/replica_set.go (1.34). */
export const replicaSetController: ControllerDefinition = {
  name: 'replicaset',
  manager: 'kube-controller-manager',
  concerns: ({ definition, object }) => {
    if (definition.resource === 'replicasets') return [keyOf(object)];
    const owner = definition.resource === 'pods' ? controllerOf(object) : undefined;
    return owner?.kind === 'ReplicaSet' ? [`${object.metadata.namespace ?? ''}/${owner.name}`] : [];
  },
  reconcile: (key, tools) => {
    const set = tools.access.read('replicasets.apps', key);
    if (set === undefined) return;
    const pods = tools.access.ownedPods(set).filter(podIsActive);
    const refused = set.metadata.deletionTimestamp === undefined ? manage(set, pods, tools) : undefined;
    if (refused !== undefined) tools.queue.addAfter(key, retryMs);
    reportStatus(set, refused, tools);
  },
};

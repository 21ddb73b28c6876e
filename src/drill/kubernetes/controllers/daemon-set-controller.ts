import { podIsActive, podIsAvailable, podIsReady } from '../resources/pod-readiness.ts';
import { resourceByKey } from '../resources/resource-table.ts';
import type { DaemonSet, Pod, Toleration } from '../resources/workload-types.ts';
import { controllerOf, keyOf, ownerReference } from './cluster-access.ts';
import type { ControllerDefinition, ControllerTools } from './controller.ts';
import { resolveIntOrPercent } from './deployment/rolling-limits.ts';
import { refusal } from './scheduling/filter-node.ts';
import { ensureRevision, pruneRevisions } from './template-revisions.ts';

const component = 'daemonset-controller';
const resource = 'daemonsets.apps';
const revisionLabel = 'controller-revision-hash';

/** Daemon pods stand the usual troubles of a node. Source: kubernetes/pkg/controller/daemon/util (1.34). */
const ownTolerations: Toleration[] = [
  { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/disk-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/memory-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/pid-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' },
];

function podBody(set: DaemonSet, node: string, revision: string): { metadata: object; spec: Pod['spec'] } {
  const { template } = set.spec;
  const fields = [{ key: 'metadata.name', operator: 'In', values: [node] }];
  const affinity = {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields: fields }] },
    },
  };
  return {
    metadata: {
      generateName: `${set.metadata.name}-`,
      labels: { ...template.metadata?.labels, [revisionLabel]: revision },
      ...(template.metadata?.annotations ? { annotations: template.metadata.annotations } : {}),
      ownerReferences: [ownerReference(set, resourceByKey(resource))],
    },
    spec: {
      ...template.spec,
      affinity,
      tolerations: [...(template.spec.tolerations ?? []), ...ownTolerations],
    } as Pod['spec'],
  };
}

function nodeOf(pod: Pod): string {
  if ((pod.spec.nodeName ?? '') !== '') return pod.spec.nodeName ?? '';
  const terms =
    pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  const [term] = (terms ?? []) as { matchFields?: { values?: string[] }[] }[];
  return term?.matchFields?.[0]?.values?.[0] ?? '';
}

/** Nodes that could hold the daemon if they were empty. */
function eligibleNodes(set: DaemonSet, revision: string, { access }: ControllerTools): string[] {
  return access
    .list('nodes')
    .filter(
      (node) => refusal(podBody(set, node.metadata.name, revision) as unknown as Pod, node, []) === undefined,
    )
    .map(({ metadata }) => metadata.name);
}

function manage(set: DaemonSet, revision: string, nodes: readonly string[], tools: ControllerTools): void {
  const { access, events } = tools;
  const pods = access.ownedPods(set).filter(podIsActive);
  const remove = (pod: Pod): void => {
    access.delete('pods', pod);
    events.record(set, {
      type: 'Normal',
      reason: 'SuccessfulDelete',
      message: `Deleted pod: ${pod.metadata.name}`,
      component,
    });
  };
  for (const pod of pods)
    if (!nodes.includes(nodeOf(pod)) && tools.access.read('nodes', `/${nodeOf(pod)}`) === undefined)
      remove(pod);
  for (const node of nodes) {
    if (pods.some((pod) => nodeOf(pod) === node)) continue;
    const pod = access.create('pods', set.metadata.namespace ?? '', podBody(set, node, revision));
    events.record(set, {
      type: 'Normal',
      reason: 'SuccessfulCreate',
      message: `Created pod: ${pod.metadata.name}`,
      component,
    });
  }
  if (set.spec.updateStrategy.type !== 'RollingUpdate') return;
  const most = resolveIntOrPercent(
    set.spec.updateStrategy.rollingUpdate?.maxUnavailable ?? 1,
    nodes.length,
    'up',
  );
  const missing = nodes.filter((node) => !pods.some((pod) => nodeOf(pod) === node && podIsReady(pod))).length;
  const outdated = pods.filter(({ metadata }) => metadata.labels?.[revisionLabel] !== revision);
  // Pods that are not ready go first and cost nothing: they serve nobody.
  const unready = outdated.filter((pod) => !podIsReady(pod));
  const serving = outdated.filter(podIsReady).slice(0, Math.max(0, most - missing));
  for (const pod of [...unready, ...serving]) remove(pod);
}

function report(
  set: DaemonSet,
  revision: string,
  nodes: readonly string[],
  { access, clock }: ControllerTools,
): void {
  const pods = access.ownedPods(set).filter(podIsActive);
  const here = pods.filter((pod) => nodes.includes(nodeOf(pod)));
  const options = { minReadySeconds: set.spec.minReadySeconds ?? 0, now: clock.now(), speed: clock.speed };
  const available = here.filter((pod) => podIsAvailable(pod, options)).length;
  access.updateStatus<DaemonSet>(resource, set, (draft) => {
    const counters = {
      currentNumberScheduled: here.length,
      desiredNumberScheduled: nodes.length,
      numberMisscheduled: pods.length - here.length,
      numberReady: here.filter(podIsReady).length,
      observedGeneration: set.metadata.generation ?? 1,
    };
    const optional = {
      numberAvailable: available,
      numberUnavailable: nodes.length - available,
      updatedNumberScheduled: here.filter(({ metadata }) => metadata.labels?.[revisionLabel] === revision)
        .length,
    };
    const shown = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== 0));
    draft.status = { ...counters, ...shown };
  });
}

/** Keeps one pod on every node that takes it. Source: kubernetes/pkg/controller/daemon (1.34), without surge. */
export const daemonSetController: ControllerDefinition = {
  name: 'daemonset',
  manager: 'kube-controller-manager',
  concerns: ({ definition, object }, access) => {
    if (definition.resource === 'daemonsets') return [keyOf(object)];
    if (definition.resource === 'nodes') return access.list(resource).map(keyOf);
    const owner = definition.resource === 'pods' ? controllerOf(object) : undefined;
    return owner?.kind === 'DaemonSet' ? [`${object.metadata.namespace ?? ''}/${owner.name}`] : [];
  },
  reconcile: (key, tools) => {
    const set = tools.access.read(resource, key);
    if (set === undefined || set.metadata.deletionTimestamp !== undefined) return;
    const revision = ensureRevision(set, resource, tools.access);
    const hash = revision.metadata.labels?.['controller.kubernetes.io/hash'] ?? '';
    const nodes = eligibleNodes(set, hash, tools);
    manage(set, hash, nodes, tools);
    report(set, hash, nodes, tools);
    pruneRevisions(set, new Set([revision.metadata.name]), tools.access);
  },
};

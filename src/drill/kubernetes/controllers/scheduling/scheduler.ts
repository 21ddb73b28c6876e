import { setCondition } from '../../resources/conditions.ts';
import { resourceByKey } from '../../resources/resource-table.ts';
import type { Node, Pod } from '../../resources/workload-types.ts';
import { keyOf } from '../cluster-access.ts';
import type { ControllerDefinition, ControllerTools } from '../controller.ts';
import { refusal, requestsOf, unschedulableMessage } from './filter-node.ts';

const component = 'default-scheduler';
/** A pod that fits nowhere is looked at again after a change, and at least so often. */
const retryMs = 300_000;

function isWaiting({ spec, status, metadata }: Pod): boolean {
  const own = (spec.schedulerName ?? component) === component;
  return (
    own &&
    (spec.nodeName ?? '') === '' &&
    status.phase === 'Pending' &&
    metadata.deletionTimestamp === undefined
  );
}

/** The emptiest of the nodes that fit; the name decides between equals, so that a seed gives one story. */
function choose(nodes: readonly Node[], pods: readonly Pod[]): Node | undefined {
  const load = (node: Node): number => {
    const here = pods.filter(({ spec }) => spec.nodeName === node.metadata.name);
    return here.length + here.reduce((sum, { spec }) => sum + requestsOf(spec, 'cpu'), 0);
  };
  return [...nodes].sort(
    (left, right) => load(left) - load(right) || left.metadata.name.localeCompare(right.metadata.name),
  )[0];
}

/** Writes the node into the pod, as the binding subresource does: no validation, no field manager. */
function bind(pod: Pod, node: Node, tools: ControllerTools): void {
  const { registry, clock, events } = tools;
  const bound = structuredClone(pod);
  bound.spec.nodeName = node.metadata.name;
  const observedGeneration = bound.metadata.generation ?? 1;
  const condition = { type: 'PodScheduled', status: 'True', observedGeneration } as const;
  bound.status.conditions = setCondition(bound.status.conditions ?? [], condition, clock.now());
  registry.store.put(resourceByKey('pods'), bound);
  const message = `Successfully assigned ${keyOf(pod)} to ${node.metadata.name}`;
  events.record(pod, { type: 'Normal', reason: 'Scheduled', message, component, action: 'Binding' });
}

function refuse(pod: Pod, message: string, tools: ControllerTools): void {
  const { access, clock, events, queue } = tools;
  access.updateStatus<Pod>('pods', pod, (draft) => {
    const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message } as const;
    const observedGeneration = draft.metadata.generation ?? 1;
    draft.status.conditions = setCondition(
      draft.status.conditions ?? [],
      { ...condition, observedGeneration },
      clock.now(),
    );
  });
  events.record(pod, {
    type: 'Warning',
    reason: 'FailedScheduling',
    message,
    component,
    action: 'Scheduling',
  });
  queue.addAfter(keyOf(pod), retryMs);
}

/** Gives waiting pods a node. */
export const scheduler: ControllerDefinition = {
  name: 'scheduler',
  manager: 'kube-scheduler',
  concerns: ({ definition, object, before, type }, access) => {
    const waiting = () => access.list('pods').filter(isWaiting).map(keyOf);
    if (definition.resource === 'nodes') {
      const old = before as Node | undefined;
      const node = object as Node;
      const heartbeat = old !== undefined && type === 'MODIFIED' && old.spec === node.spec;
      const same =
        heartbeat ||
        (old !== undefined &&
          JSON.stringify([old.spec, old.status.allocatable, old.metadata.labels]) ===
            JSON.stringify([node.spec, node.status.allocatable, node.metadata.labels]));
      return same ? [] : waiting();
    }
    if (definition.resource !== 'pods') return [];
    // A pod that left makes room for others.
    if (type === 'DELETED') return waiting();
    return before === undefined && isWaiting(object as Pod) ? [keyOf(object)] : [];
  },
  reconcile: (key, tools) => {
    const pod = tools.access.read('pods', key);
    if (pod === undefined || !isWaiting(pod)) return;
    const nodes = tools.access.list('nodes');
    const placed = tools.access
      .list('pods')
      .filter(
        ({ spec, status }) =>
          (spec.nodeName ?? '') !== '' && status.phase !== 'Succeeded' && status.phase !== 'Failed',
      );
    const judged = nodes.map((node) => ({
      node,
      refusal: refusal(
        pod,
        node,
        placed.filter(({ spec }) => spec.nodeName === node.metadata.name),
      ),
    }));
    const node = choose(
      judged.filter((one) => one.refusal === undefined).map((one) => one.node),
      placed,
    );
    if (node) bind(pod, node, tools);
    else refuse(pod, unschedulableMessage(judged.flatMap((one) => one.refusal ?? [])), tools);
  },
};

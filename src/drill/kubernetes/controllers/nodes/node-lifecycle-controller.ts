import { timestamp } from '../../registry/registry.ts';
import { findCondition, setCondition } from '../../resources/conditions.ts';
import type { Condition, Node, Pod, Taint } from '../../resources/workload-types.ts';
import type { ControllerDefinition, ControllerTools } from '../controller.ts';

/** A node is given up when its lease is older than 50 s (node-monitor-grace-period); looked at every 5 s (node-monitor-period). */
const graceMs = 50_000;
const monitorEveryMs = 5000;
/** NoExecute follows NoSchedule: node evictions are rate limited to one in 10 s. */
const noExecuteAfterMs = 5000;
const component = 'node-controller';

const pressureTaints: Record<string, string> = {
  MemoryPressure: 'node.kubernetes.io/memory-pressure',
  DiskPressure: 'node.kubernetes.io/disk-pressure',
  PIDPressure: 'node.kubernetes.io/pid-pressure',
};
const cordonKey = 'node.kubernetes.io/unschedulable';
const notReadyKey = 'node.kubernetes.io/not-ready';
const unreachableKey = 'node.kubernetes.io/unreachable';
const managedKeys: ReadonlySet<string> = new Set([
  ...Object.values(pressureTaints),
  cordonKey,
  notReadyKey,
  unreachableKey,
]);

function readyKey(node: Node): string | undefined {
  const ready = findCondition(node.status.conditions, 'Ready')?.status;
  if (ready === 'False') return notReadyKey;
  return ready === 'Unknown' ? unreachableKey : undefined;
}

function wantedTaints(node: Node, execute: boolean): Taint[] {
  const pressures = Object.entries(pressureTaints)
    .filter(([type]) => findCondition(node.status.conditions, type)?.status === 'True')
    .map(([, key]) => ({ key, effect: 'NoSchedule' }));
  const cordon = node.spec.unschedulable === true ? [{ key: cordonKey, effect: 'NoSchedule' }] : [];
  const key = readyKey(node);
  if (key === undefined) return [...cordon, ...pressures];
  return [
    ...cordon,
    ...pressures,
    { key, effect: 'NoSchedule' },
    ...(execute ? [{ key, effect: 'NoExecute' }] : []),
  ];
}

/**
 * Watches leases; marks nodes Unknown; keeps the taints that follow from conditions and from the cordon; marks the pods of a
 * lost node not ready. Source: kubernetes/pkg/controller/nodelifecycle (1.34).
 */
export class NodeLifecycleController implements ControllerDefinition {
  readonly name = 'node-lifecycle';
  readonly manager = 'kube-controller-manager';
  /** Since when a node is not ready, by name, in milliseconds. */
  readonly #unreadySince = new Map<string, number>();
  readonly #registered = new Set<string>();
  /** The lease's renewTime at the last look, and at how many looks since it had not moved. */
  readonly #looks = new Map<string, { renewTime: string | undefined; unmoved: number }>();

  concerns: ControllerDefinition['concerns'] = ({ definition, object }) =>
    definition.resource === 'nodes' ? [object.metadata.name] : [];

  /** Looks at all nodes from now on. */
  monitor(tools: ControllerTools): void {
    tools.clock.every(monitorEveryMs, () => {
      for (const node of tools.access.list('nodes')) {
        this.#look(node.metadata.name, tools);
        tools.queue.add(node.metadata.name);
      }
    });
  }

  reconcile: ControllerDefinition['reconcile'] = (name, tools) => {
    const found = tools.access.read('nodes', `/${name}`);
    if (found === undefined) {
      this.#registered.delete(name);
      return;
    }
    if (!this.#registered.has(name)) {
      this.#registered.add(name);
      const message = `Node ${name} event: Registered Node ${name} in Controller`;
      tools.events.record(found, { type: 'Normal', reason: 'RegisteredNode', message, component });
    }
    const node = this.#isLost(name) ? this.#giveUp(found, tools) : found;
    const now = tools.clock.now();
    if (readyKey(node) === undefined) this.#unreadySince.delete(name);
    else if (!this.#unreadySince.has(name)) this.#unreadySince.set(name, now);
    const since = this.#unreadySince.get(name);
    const execute = since !== undefined && tools.clock.elapsedSince(since) >= noExecuteAfterMs;
    if (since !== undefined && !execute) tools.queue.addAfter(name, noExecuteAfterMs);
    this.#taint(node, wantedTaints(node, execute), tools);
  };

  /**
   * Like the real controller, it goes by what it saw itself and when, not by the lease's own time. It counts looks, not
   * seconds: on a machine that stood still, kubelets and controller stood still together.
   */
  #look(name: string, { access }: ControllerTools): void {
    const lease = access.read('leases.coordination.k8s.io', `kube-node-lease/${name}`);
    const renewTime = lease?.spec.renewTime;
    const before = this.#looks.get(name);
    const unmoved = before !== undefined && before.renewTime === renewTime ? before.unmoved + 1 : 0;
    this.#looks.set(name, { renewTime, unmoved });
  }

  #isLost(name: string): boolean {
    const look = this.#looks.get(name);
    return look?.renewTime !== undefined && look.unmoved * monitorEveryMs >= graceMs;
  }

  #giveUp(node: Node, tools: ControllerTools): Node {
    const { access, clock, events } = tools;
    const known = findCondition(node.status.conditions, 'Ready')?.status;
    if (known === 'Unknown') return node;
    const unknown = (condition: Condition): Condition => {
      if (!['Ready', ...Object.keys(pressureTaints)].includes(condition.type)) return condition;
      const changed = {
        type: condition.type,
        status: 'Unknown',
        reason: 'NodeStatusUnknown',
        message: 'Kubelet stopped posting node status.',
      } as const;
      const [next] = setCondition([condition], changed, clock.now());
      return { ...condition, ...next };
    };
    const updated = access.updateStatus<Node>('nodes', node, (draft) => {
      draft.status.conditions = (draft.status.conditions ?? []).map(unknown);
    });
    const message = `Node ${node.metadata.name} status is now: NodeNotReady`;
    events.record(node, { type: 'Normal', reason: 'NodeNotReady', message, component });
    this.#markPods(node, tools);
    return updated ?? node;
  }

  #markPods(node: Node, { access, clock, events }: ControllerTools): void {
    for (const pod of access.list('pods')) {
      const ready = findCondition(pod.status.conditions, 'Ready');
      if (pod.spec.nodeName !== node.metadata.name || ready?.status !== 'True') continue;
      access.updateStatus<Pod>('pods', pod, (draft) => {
        draft.status.conditions = (draft.status.conditions ?? []).map((condition) =>
          condition.type === 'Ready'
            ? { ...condition, status: 'False', lastTransitionTime: timestamp(clock.now()) }
            : condition,
        );
      });
      events.record(pod, {
        type: 'Warning',
        reason: 'NodeNotReady',
        message: 'Node is not ready',
        component,
      });
    }
  }

  #taint(node: Node, wanted: readonly Taint[], { access, clock }: ControllerTools): void {
    const same = (left: Taint, right: Taint) => left.key === right.key && left.effect === right.effect;
    const current = node.spec.taints ?? [];
    const kept = current.filter(
      (taint) => !managedKeys.has(taint.key) || wanted.some((other) => same(other, taint)),
    );
    const added = wanted
      .filter((taint) => !current.some((other) => same(other, taint)))
      .map((taint) => ({ ...taint, timeAdded: timestamp(clock.now()) }));
    if (added.length === 0 && kept.length === current.length) return;
    access.update<Node>('nodes', node, (draft) => {
      const taints = [...kept, ...added];
      if (taints.length > 0) draft.spec.taints = taints;
      else Reflect.deleteProperty(draft.spec, 'taints');
    });
  }
}

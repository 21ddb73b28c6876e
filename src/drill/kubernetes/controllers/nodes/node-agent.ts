import type { NodeSpec } from '../../kubernetes-options.ts';
import { timestamp } from '../../registry/registry.ts';
import { findCondition, setCondition } from '../../resources/conditions.ts';
import type { Condition, Lease, Node } from '../../resources/workload-types.ts';
import type { ControllerTools } from '../controller.ts';

/** Kubelets renew their lease every 10 s and report an unchanged status every 5 minutes (kubelet defaults). */
const renewEveryMs = 10_000;
const heartbeatEveryMs = 300_000;
const component = 'kubelet';
const leaseNamespace = 'kube-node-lease';

/** @param count tells renewals apart that a clock which stands puts into the same millisecond: a lease that does not move is a lost node */
function micro(at: number, count: number): string {
  return new Date(at).toISOString().replace('Z', `${String(count % 1_000).padStart(3, '0')}Z`);
}

const healthy = [
  {
    type: 'MemoryPressure',
    status: 'False',
    reason: 'KubeletHasSufficientMemory',
    message: 'kubelet has sufficient memory available',
  },
  {
    type: 'DiskPressure',
    status: 'False',
    reason: 'KubeletHasNoDiskPressure',
    message: 'kubelet has no disk pressure',
  },
  {
    type: 'PIDPressure',
    status: 'False',
    reason: 'KubeletHasSufficientPID',
    message: 'kubelet has sufficient PID available',
  },
  { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' },
] as const;

/** A condition that a scenario gives the node instead of the healthy one. */
export type ReportedCondition = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>;

/** What a kubelet tells of its node: the Node object, its conditions and its lease. */
export class NodeAgent {
  readonly name: string;
  readonly #tools: ControllerTools;
  readonly #isAlive: () => boolean;
  readonly #given = new Map<string, ReportedCondition>();
  #reportedUnschedulable = false;
  #renewals = 0;

  constructor(name: string, tools: ControllerTools, isAlive: () => boolean) {
    this.name = name;
    this.#tools = tools;
    this.#isAlive = isAlive;
  }

  /** Registers the node, takes its lease and keeps both alive. */
  start(spec: NodeSpec, index: number, version: string): void {
    const { access, clock } = this.#tools;
    const capacity = {
      cpu: spec.cpu ?? '4',
      memory: spec.memory ?? '16Gi',
      pods: String(spec.pods ?? 110),
      'ephemeral-storage': '100Gi',
    };
    access.create('nodes', '', {
      metadata: {
        name: this.name,
        labels: {
          'beta.kubernetes.io/arch': 'amd64',
          'beta.kubernetes.io/os': 'linux',
          'kubernetes.io/arch': 'amd64',
          'kubernetes.io/hostname': this.name,
          'kubernetes.io/os': 'linux',
          ...spec.labels,
        },
      },
      spec: {
        podCIDR: `10.244.${index}.0/24`,
        podCIDRs: [`10.244.${index}.0/24`],
        ...(spec.taints ? { taints: spec.taints } : {}),
      },
      status: {
        capacity,
        allocatable: capacity,
        addresses: [
          { type: 'InternalIP', address: `10.0.0.${index + 10}` },
          { type: 'Hostname', address: this.name },
        ],
        daemonEndpoints: { kubeletEndpoint: { Port: 10_250 } },
        nodeInfo: this.#info(version),
      },
    });
    this.report();
    this.#renew();
    clock.every(renewEveryMs, () => this.#renew());
    clock.every(heartbeatEveryMs, () => this.report());
  }

  #info(version: string): Record<string, string> {
    const { identifiers } = this.#tools.registry;
    const id = identifiers.digest(`machine ${this.name}`);
    return {
      machineID: id.slice(0, 32),
      systemUUID: identifiers.uid(`system ${this.name}`),
      bootID: identifiers.uid(`boot ${this.name}`),
      kernelVersion: '6.12.0-amd64',
      osImage: 'Debian GNU/Linux 13 (trixie)',
      containerRuntimeVersion: 'containerd://2.1.4',
      kubeletVersion: version,
      kubeProxyVersion: '',
      operatingSystem: 'linux',
      architecture: 'amd64',
    };
  }

  give(condition: ReportedCondition): void {
    this.#given.set(condition.type, condition);
    this.report();
  }

  /** Writes the conditions, and says in events when Ready or the cordon changed. */
  report(): void {
    if (!this.#isAlive()) return;
    const { access, clock, events } = this.#tools;
    const node = access.read('nodes', `/${this.name}`);
    if (node === undefined) return;
    const before = findCondition(node.status.conditions, 'Ready')?.status;
    const others = [...this.#given.values()].filter(({ type }) => !healthy.some((one) => one.type === type));
    const wanted = [...healthy.map((condition) => this.#given.get(condition.type) ?? condition), ...others];
    const now = clock.now();
    access.updateStatus<Node>('nodes', node, (draft) => {
      let conditions = draft.status.conditions ?? [];
      for (const condition of wanted) conditions = setCondition(conditions, condition, now);
      draft.status.conditions = conditions.map((condition) => ({
        ...condition,
        lastHeartbeatTime: timestamp(now),
      }));
    });
    const after = wanted.find(({ type }) => type === 'Ready')?.status;
    if (before !== after) {
      const reason = after === 'True' ? 'NodeReady' : 'NodeNotReady';
      events.record(node, this.#event(reason));
    }
    this.noticeCordon();
  }

  /** Says in an event that the node was cordoned or uncordoned. */
  noticeCordon(): void {
    const node = this.#tools.access.read('nodes', `/${this.name}`);
    if (node === undefined || !this.#isAlive()) return;
    const unschedulable = node.spec.unschedulable === true;
    if (unschedulable === this.#reportedUnschedulable) return;
    this.#reportedUnschedulable = unschedulable;
    this.#tools.events.record(node, this.#event(unschedulable ? 'NodeNotSchedulable' : 'NodeSchedulable'));
  }

  /** Renews the lease at once: the kubelet is back. */
  renewNow(): void {
    this.#renew();
  }

  #event(reason: string) {
    const message = `Node ${this.name} status is now: ${reason}`;
    return { type: 'Normal' as const, reason, message, component, host: this.name, uid: this.name };
  }

  #renew(): void {
    if (!this.#isAlive() || this.#tools.queue.paused) return;
    const { access, clock } = this.#tools;
    const renewTime = micro(clock.now(), (this.#renewals += 1));
    const spec = { holderIdentity: this.name, leaseDurationSeconds: 40, renewTime };
    const lease = access.read('leases.coordination.k8s.io', `${leaseNamespace}/${this.name}`);
    const node = access.read('nodes', `/${this.name}`);
    if (node === undefined) return;
    if (lease === undefined) {
      const owner = { apiVersion: 'v1', kind: 'Node', name: this.name, uid: node.metadata.uid };
      access.create('leases.coordination.k8s.io', leaseNamespace, {
        metadata: { name: this.name, ownerReferences: [owner] },
        spec,
      });
      return;
    }
    access.update<Lease>('leases.coordination.k8s.io', lease, (draft) => {
      draft.spec = { ...draft.spec, ...spec };
    });
  }
}

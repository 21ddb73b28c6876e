import { ClusterError, type ClusterClient } from '../../../src/cluster/cluster-client.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import type { Fate } from './fake-nodes.ts';

interface FakePod {
  name: string;
  uid: string;
  leaving: boolean;
}

/** One node with pods that can be evicted, in memory, with a budget, and faults as they are dealt. */
export class FakeDrainedNode {
  /** uids of the pods in the order in which they were evicted; each once for each eviction that was carried out. */
  readonly evicted: string[] = [];
  cordons = 0;
  unschedulable = false;
  pods: FakePod[];
  /** So many more the budget lets go. */
  allows = 0;
  #version = 1;
  #fates: Fate[] = [];
  #failingReads = 0;

  constructor(count: number) {
    this.pods = Array.from({ length: count }, (_pod, index) => ({
      name: `web-${index + 1}`,
      uid: `uid-${index + 1}`,
      leaving: false,
    }));
  }

  /** What happens from now on, and which of the pods that were ending are gone now. */
  deal(fates: readonly Fate[], failingReads: number, allows: number, gone: boolean): void {
    this.#fates = [...fates];
    this.#failingReads = failingReads;
    this.allows = allows;
    if (gone) this.pods = this.pods.filter(({ leaving }) => !leaving);
  }

  client(): ClusterClient {
    const read = (): void => {
      if (this.#failingReads === 0) return;
      this.#failingReads -= 1;
      throw new ClusterError('refused', 'etcd has no leader', { status: 500 });
    };
    return {
      name: 'prod',
      get: async () => {
        read();
        return this.#node();
      },
      list: async (path) => {
        read();
        if (path.endsWith('/pods')) return this.pods.map(podObject);
        return path.endsWith('/nodes') ? [this.#node()] : [];
      },
      change: async (change, { dryRun }) => {
        if (dryRun === 'All') return {};
        const fate = this.#fates.shift() ?? 'answered';
        if (fate === 'lost-before') throw new ClusterError('unreachable', 'reset');
        if (fate === 'busy') throw new ClusterError('refused', 'busy', { status: 429 });
        if (fate === 'written-before') this.#version += 1;
        if (change.path.endsWith('/eviction')) this.#evict(change.body as JsonObject);
        else this.#cordon(change.body as JsonObject);
        if (fate === 'lost-after') throw new ClusterError('timeout', 'no answer');
        return {};
      },
      text: async () => '',
      close: () => undefined,
    };
  }

  #node(): JsonObject {
    return {
      metadata: { name: 'node-1', uid: 'uid-node', resourceVersion: String(this.#version) },
      spec: this.unschedulable ? { unschedulable: true } : {},
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    };
  }

  #cordon(body: JsonObject): void {
    const { resourceVersion } = body['metadata'] as { resourceVersion: string };
    if (resourceVersion !== String(this.#version))
      throw new ClusterError('refused', 'conflict', { status: 409 });
    this.cordons += 1;
    this.#version += 1;
    this.unschedulable = true;
  }

  #evict(body: JsonObject): void {
    const { uid } = (body['deleteOptions'] as { preconditions: { uid: string } }).preconditions;
    const pod = this.pods.find((one) => one.uid === uid);
    if (pod === undefined) throw new ClusterError('refused', 'not found', { status: 404 });
    if (this.allows === 0)
      throw new ClusterError('refused', 'needs 1', { status: 429, reason: 'DisruptionBudget' });
    this.allows -= 1;
    this.evicted.push(uid);
    pod.leaving = true;
  }
}

function podObject({ name, uid, leaving }: FakePod): JsonObject {
  return {
    metadata: {
      name,
      namespace: 'shop',
      uid,
      ownerReferences: [{ kind: 'ReplicaSet', name: 'web', uid: 'uid-web', controller: true }],
      ...(leaving && { deletionTimestamp: '2026-11-24T12:00:00Z' }),
    },
    spec: { nodeName: 'node-1' },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
  };
}

import { ClusterError, type ClusterClient } from '../../../src/cluster/cluster-client.ts';
import type { JsonObject } from '../../../src/model/json.ts';

/** What becomes of one change: it arrives or not, its answer comes or not. */
export type Fate = 'answered' | 'lost-before' | 'lost-after' | 'busy' | 'refused' | 'written-before';

interface FakeNode {
  uid: string;
  version: number;
  unschedulable: boolean;
  annotation: string | undefined;
}

/** Nodes that can be cordoned, in memory: with the resourceVersion as the API server has it, and faults as they are dealt. */
export class FakeNodes {
  readonly nodes: Map<string, FakeNode>;
  /** The marks of the changes that were carried out, by node. */
  readonly changes: { node: string; mark: string }[] = [];
  #fates: Fate[] = [];
  /** Of so many reads the next ones fail. */
  #failingReads = 0;

  constructor(names: readonly string[]) {
    this.nodes = new Map(
      names.map((name) => [
        name,
        { uid: `uid-${name}`, version: 1, unschedulable: false, annotation: undefined },
      ]),
    );
  }

  deal(fates: readonly Fate[], failingReads: number): void {
    this.#fates = [...fates];
    this.#failingReads = failingReads;
  }

  client(): ClusterClient {
    const read = (): void => {
      if (this.#failingReads === 0) return;
      this.#failingReads -= 1;
      throw new ClusterError('refused', 'etcd has no leader', { status: 500 });
    };
    return {
      name: 'prod',
      get: async (path) => {
        read();
        return this.#object(path.split('/').at(-1) ?? '');
      },
      list: async (path) => {
        read();
        return path.endsWith('/nodes') ? [...this.nodes.keys()].map((name) => this.#object(name)) : [];
      },
      change: async (change) => this.#change(change),
      text: async () => '',
      close: () => undefined,
    };
  }

  #object(name: string): JsonObject {
    const node = this.nodes.get(name);
    if (node === undefined) throw new ClusterError('refused', 'not found', { status: 404 });
    return {
      metadata: {
        name,
        uid: node.uid,
        resourceVersion: String(node.version),
        annotations: node.annotation === undefined ? {} : { 'middlewatch.dev/execution': node.annotation },
      },
      spec: node.unschedulable ? { unschedulable: true } : {},
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    };
  }

  #change(change: Parameters<ClusterClient['change']>[0]): JsonObject {
    const name = change.path.split('/').at(-1) ?? '';
    const node = this.nodes.get(name);
    if (node === undefined) throw new ClusterError('refused', 'not found', { status: 404 });
    const fate = this.#fates.shift() ?? 'answered';
    if (fate === 'lost-before') throw new ClusterError('unreachable', 'reset');
    if (fate === 'busy') throw new ClusterError('refused', 'busy', { status: 429 });
    if (fate === 'refused') throw new ClusterError('refused', 'a webhook says no', { status: 403 });
    // Somebody writes the status between the look and the call.
    if (fate === 'written-before') node.version += 1;
    const { metadata } = change.body as {
      metadata: { resourceVersion: string; annotations: Record<string, string> };
    };
    if (metadata.resourceVersion !== String(node.version))
      throw new ClusterError('refused', 'conflict', { status: 409 });
    const mark = metadata.annotations['middlewatch.dev/execution'] ?? '';
    this.changes.push({ node: name, mark });
    node.version += 1;
    node.unschedulable = true;
    node.annotation = mark;
    if (fate === 'lost-after') throw new ClusterError('timeout', 'no answer');
    return this.#object(name);
  }
}

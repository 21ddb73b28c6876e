import type { ControllerDefinition, ControllerTools } from '../controllers/controller.ts';
import { keyOf } from '../controllers/cluster-access.ts';
import type { LogSource } from '../http/pod-log.ts';
import type { BehaviourBook } from './behaviour-book.ts';
import { PodWorker, type NodeSurroundings } from './pod-worker.ts';

/** The kubelets of all nodes: they run what is bound to their node, and serve logs. */
export class Kubelets implements ControllerDefinition {
  readonly name = 'kubelet';
  readonly manager = 'kubelet';
  readonly #book: BehaviourBook;
  readonly #dead = new Set<string>();
  readonly #nodes = new Map<string, NodeSurroundings>();
  readonly #workers = new Map<string, PodWorker>();

  constructor(book: BehaviourBook) {
    this.#book = book;
  }

  concerns: ControllerDefinition['concerns'] = ({ definition, object, type }) => {
    if (definition.resource !== 'pods') return [];
    // A deleted pod's worker must end even if another pod has its name already.
    if (type === 'DELETED') this.#forget(object.metadata.uid);
    return [keyOf(object)];
  };

  reconcile: ControllerDefinition['reconcile'] = (key, tools) => {
    const pod = tools.access.read('pods', key);
    const nodeName = pod?.spec.nodeName ?? '';
    if (pod === undefined || nodeName === '') return;
    const node = this.#node(nodeName, tools);
    if (node === undefined || !node.isAlive()) return;
    const ended = pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
    let worker = this.#workers.get(pod.metadata.uid);
    if (worker === undefined && ended) return;
    if (worker === undefined) {
      worker = new PodWorker(pod, node, tools);
      this.#workers.set(pod.metadata.uid, worker);
      if (pod.metadata.deletionTimestamp === undefined) worker.start();
    }
    worker.update(pod);
  };

  /** The node's kubelet is cut off, or back. */
  setAlive(node: string, alive: 'alive' | 'dead', tools: ControllerTools): void {
    if (alive === 'dead') {
      this.#dead.add(node);
      return;
    }
    this.#dead.delete(node);
    for (const worker of this.#workers.values()) if (worker.node.name === node) worker.sync();
    for (const pod of tools.access.list('pods')) if (pod.spec.nodeName === node) tools.queue.add(keyOf(pod));
  }

  isAlive(node: string): boolean {
    return !this.#dead.has(node);
  }

  /** Everything that waits to be reported or started is, after a pause. */
  syncAll(): void {
    for (const worker of this.#workers.values()) worker.sync();
  }

  reconsider(): void {
    for (const worker of this.#workers.values()) worker.reconsider();
  }

  worker(uid: string): PodWorker | undefined {
    return this.#workers.get(uid);
  }

  logs: LogSource = ({ pod, uid, container, run, namespace }) => {
    const worker = this.#workers.get(uid);
    if (worker !== undefined && !worker.node.isAlive()) {
      const address = `${worker.node.hostIP}:10250`;
      return {
        unreachable: `Get "https://${address}/containerLogs/${namespace}/${pod}/${container}": dial tcp ${address}: connect: connection refused`,
      };
    }
    const machine = worker?.machine(container);
    const log = machine?.log(run);
    if (log !== undefined)
      return { lines: log.records, follow: (listener, ended) => log.follow(listener, ended) };
    if (run === 'previous')
      return { missing: `previous terminated container "${container}" in pod "${pod}" not found` };
    const reason = machine?.status('ContainerCreating').state.waiting?.reason ?? 'ContainerCreating';
    return {
      missing: `container "${container}" in pod "${pod}" is waiting to start: ${describeWaiting(reason)}`,
    };
  };

  #forget(uid: string): void {
    this.#workers.get(uid)?.abandon();
    this.#workers.delete(uid);
  }

  #node(name: string, tools: ControllerTools): NodeSurroundings | undefined {
    const known = this.#nodes.get(name);
    if (known) return known;
    const node = tools.access.read('nodes', `/${name}`);
    if (node === undefined) return undefined;
    const hostIP = node.status.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '';
    const range = this.#nodes.size;
    let pods = 1;
    const surroundings: NodeSurroundings = {
      name,
      hostIP,
      images: new Set(),
      nextPodIP: () => `10.244.${range}.${(pods += 1) % 254}`,
      isAlive: () => this.isAlive(name),
      behaviour: (context) => this.#book.of(context),
    };
    this.#nodes.set(name, surroundings);
    return surroundings;
  }
}

/** How the kubelet says in a log request why a container has no log yet. */
function describeWaiting(reason: string): string {
  if (reason === 'ErrImagePull') return "image can't be pulled";
  if (reason === 'ImagePullBackOff') return 'trying and failing to pull image';
  return reason;
}

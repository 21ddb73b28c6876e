import type { ContainerBehaviour, ContainerContext } from '../container-behaviour.ts';
import type { ControllerTools } from '../controllers/controller.ts';
import { timestamp } from '../registry/registry.ts';
import { resourceByKey } from '../resources/resource-table.ts';
import type { Container, Pod } from '../resources/workload-types.ts';
import { ContainerMachine } from './container-machine.ts';
import { missingEnvironment, missingVolume } from './missing-references.ts';
import { podStatus } from './pod-status.ts';

/** What a node gives its pods. */
export interface NodeSurroundings {
  name: string;
  hostIP: string;
  images: Set<string>;
  nextPodIP: () => string;
  /** The node reaches the API server. */
  isAlive: () => boolean;
  behaviour: (context: ContainerContext) => ContainerBehaviour;
}

const component = 'kubelet';

/** One pod on one node, from its binding to its end. */
export class PodWorker {
  readonly uid: string;
  readonly node: NodeSurroundings;
  readonly #tools: ControllerTools;
  readonly #key: string;
  readonly #init: ContainerMachine[];
  readonly #containers: ContainerMachine[];
  readonly #initDone: string[] = [];
  #pod: Pod;
  #podIP = '';
  #stage: 'initializing' | 'running' | 'stopping' | 'gone' = 'initializing';
  #stoppedContainers = false;

  constructor(pod: Pod, node: NodeSurroundings, tools: ControllerTools) {
    this.uid = pod.metadata.uid;
    this.node = node;
    this.#pod = pod;
    this.#tools = tools;
    this.#key = `${pod.metadata.namespace ?? ''}/${pod.metadata.name}`;
    this.#init = (pod.spec.initContainers ?? []).map((container) => this.#machine(container, 'init'));
    this.#containers = pod.spec.containers.map((container) => this.#machine(container, 'normal'));
  }

  machine(name: string): ContainerMachine | undefined {
    return [...this.#init, ...this.#containers].find((machine) => machine.name === name);
  }

  /** Begins the pod's life on the node. */
  start(): void {
    this.#mount();
  }

  #mount(): void {
    if (this.#stage !== 'initializing') return;
    const missing = missingVolume(this.#tools.registry, this.#pod);
    if (missing === undefined) {
      this.#podIP = this.node.nextPodIP();
      this.sync();
      this.#next();
      return;
    }
    this.#event('Warning', 'FailedMount', missing);
    this.sync();
    this.#tools.clock.after(5000, () => this.#mount());
  }

  /** Starts the next init container, or, when all are done, the others. */
  #next(): void {
    if (this.#stage !== 'initializing') return;
    const following = this.#init[this.#initDone.length];
    if (following) {
      following.start();
      return;
    }
    this.#stage = 'running';
    for (const machine of this.#containers) machine.start();
  }

  /** The pod as stored changed: another spec does not matter here, its deletion does. */
  update(pod: Pod): void {
    this.#pod = pod;
    if (pod.metadata.deletionTimestamp !== undefined)
      this.#stop(pod.metadata.deletionGracePeriodSeconds ?? 30);
  }

  #stop(graceSeconds: number): void {
    if (this.#stage === 'stopping' || this.#stage === 'gone') return;
    this.#stage = 'stopping';
    const machines = [...this.#init, ...this.#containers];
    let left = machines.length;
    const done = (): void => {
      left -= 1;
      if (left > 0) return;
      this.#stoppedContainers = true;
      this.sync();
    };
    for (const machine of machines) machine.stop(graceSeconds * 1000, done);
  }

  /** The object is gone: nothing more is reported. */
  abandon(): void {
    this.#stage = 'gone';
    for (const machine of [...this.#init, ...this.#containers]) machine.abandon();
  }

  reconsider(): void {
    if (this.#stage === 'running' || this.#stage === 'initializing') {
      for (const machine of [...this.#init, ...this.#containers]) machine.reconsider();
    }
  }

  /** Writes the status, and removes the object when its containers are stopped; a node that is cut off writes nothing. */
  sync(): void {
    if (this.#stage === 'gone' || !this.node.isAlive() || this.#tools.queue.paused) return;
    const stored = this.#tools.access.read('pods', this.#key);
    if (stored?.metadata.uid !== this.uid) return;
    const idle = this.#initDone.length < this.#init.length ? 'PodInitializing' : 'ContainerCreating';
    const seen = {
      init: this.#init.map((machine) => machine.status('PodInitializing')),
      initDone: this.#initDone,
      containers: this.#containers.map((machine) => machine.status(idle)),
      now: this.#tools.clock.now(),
      hostIP: this.node.hostIP,
      podIP: this.#podIP,
    };
    this.#tools.access.updateStatus<Pod>('pods', stored, (draft) => {
      const startTime = draft.status.startTime ?? timestamp(seen.now);
      draft.status = { ...podStatus(draft, seen), startTime };
    });
    if (this.#stoppedContainers && stored.metadata.deletionTimestamp !== undefined) this.#remove(stored);
  }

  #remove(stored: Pod): void {
    this.abandon();
    const { namespace = '', name } = stored.metadata;
    const definition = { mode: 'store' as const, gracePeriodSeconds: 0 };
    this.#tools.registry.delete(resourceByKey('pods'), namespace, name, definition);
  }

  #machine(container: Container, kind: 'init' | 'normal'): ContainerMachine {
    const { clock, registry } = this.#tools;
    const { name, namespace = '' } = this.#pod.metadata;
    const context = (attempt: number): ContainerContext => ({
      image: container.image ?? '',
      container: container.name,
      pod: this.#pod,
      node: this.node.name,
      attempt,
    });
    const sidecar = kind === 'init' && container.restartPolicy === 'Always';
    const field = kind === 'init' ? 'initContainers' : 'containers';
    const machine: ContainerMachine = new ContainerMachine({
      clock,
      container,
      podText: `${name}_${namespace}(${this.uid})`,
      digest: (purpose) => registry.identifiers.digest(purpose),
      behaviour: (attempt) => this.#behaviourOf(context(attempt), { mustEnd: kind === 'init' && !sidecar }),
      ready: (behaviour, attempt) =>
        behaviour.kind !== 'run' || (behaviour.ready?.(context(attempt)) ?? true),
      missing: () => missingEnvironment(registry, this.#pod, container),
      image: {
        isPresent: () => this.node.images.has(container.image ?? ''),
        markPresent: () => void this.node.images.add(container.image ?? ''),
      },
      event: (type, reason, message) =>
        this.#event(type, reason, message, `spec.${field}{${container.name}}`),
      changed: () => {
        this.#noteInit(machine, sidecar ? 'sidecar' : kind);
        this.sync();
      },
      restarts: (exitCode) => this.#restarts(exitCode, sidecar ? 'sidecar' : kind),
    });
    return machine;
  }

  /** An init container that is only said to run would never let the pod start: without a word about it, it completes. */
  #behaviourOf(context: ContainerContext, given: { mustEnd: boolean }): ContainerBehaviour {
    const behaviour = this.node.behaviour(context);
    const unspecific = behaviour.kind === 'run' && behaviour.ready === undefined;
    return given.mustEnd && unspecific ? completes : behaviour;
  }

  #restarts(exitCode: number, kind: 'init' | 'normal' | 'sidecar'): boolean {
    if (this.#stage === 'stopping' || this.#stage === 'gone') return false;
    if (kind === 'sidecar') return true;
    const policy = this.#pod.spec.restartPolicy ?? 'Always';
    if (kind === 'init') return exitCode !== 0 && policy !== 'Never';
    return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0);
  }

  #noteInit(machine: ContainerMachine, kind: 'init' | 'normal' | 'sidecar'): void {
    if (kind === 'normal' || this.#initDone.includes(machine.name)) return;
    const done = kind === 'sidecar' ? machine.ready : machine.exitCode === 0;
    if (!done) return;
    this.#initDone.push(machine.name);
    this.#tools.clock.after(10, () => this.#next());
  }

  #event(type: 'Normal' | 'Warning', reason: string, message: string, fieldPath?: string): void {
    if (!this.node.isAlive() || this.#stage === 'gone') return;
    const event = { type, reason, message, component, host: this.node.name };
    this.#tools.events.record(this.#pod, fieldPath === undefined ? event : { ...event, fieldPath });
  }
}

const completes: ContainerBehaviour = { kind: 'complete', afterMs: 300 };

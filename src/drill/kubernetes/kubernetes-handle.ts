import type { BehaviourMatch, ContainerBehaviour } from './container-behaviour.ts';
import type { Fault } from './fault.ts';
import type { KubeObject, Manifest, ObjectKey } from './kube-object.ts';
import type { NodeSpec } from './kubernetes-options.ts';
import type { RequestRecord } from './request-record.ts';

/** The controllers that can be paused. The kubelets of all nodes are one of them. */
export type ControllerName =
  | 'deployment'
  | 'replicaset'
  | 'statefulset'
  | 'daemonset'
  | 'job'
  | 'cronjob'
  | 'horizontalpodautoscaler'
  | 'disruption'
  | 'scheduler'
  | 'kubelet'
  | 'node-lifecycle'
  | 'taint-eviction'
  | 'garbage-collector'
  | 'namespace'
  | 'claim-protection'
  | 'resourcequota'
  | 'endpoints';

/** Who writes when a scenario changes the world: the field manager and, for events, the component. */
export interface WriterIdentity {
  /** Field manager, for example `kubectl-client-side-apply` or `argocd-controller`. */
  manager: string;
}

/** What the horizontal pod autoscaler sees for one HPA: utilisation in percent of the request, averaged over the pods; undefined: no metric. */
export type HpaMetricSource = (context: {
  hpa: KubeObject;
  pods: KubeObject[];
  replicas: number;
}) => number | undefined;

/** The running simulated cluster. Everything a scenario or a test may do to the world without going over HTTP. */
export interface KubernetesHandle {
  /** `http://127.0.0.1:PORT`, no slash at the end. */
  url: string;
  /** Kubeconfig as YAML text for the given token (default: the first one). */
  kubeconfig(token?: string): string;
  /** Every request that arrived over HTTP, oldest first. */
  requests(): RequestRecord[];
  /** Creates the object, or changes it as `kubectl apply` would: maps merge, known lists merge by key, the last-applied annotation is kept. */
  apply(manifest: Manifest, writer?: WriterIdentity): KubeObject;
  /** The stored object, a copy, or undefined. */
  read(key: ObjectKey): KubeObject | undefined;
  /** Copies of all objects of a resource (`pods`, `deployments.apps`), optionally of one namespace. */
  list(resource: string, namespace?: string): KubeObject[];
  /** Deletes as `kubectl delete` would (grace period, garbage collection). False when it was not there. */
  delete(key: ObjectKey): boolean;
  /** Changes an object in place; a change to `status` alone goes through the status subresource. */
  change(key: ObjectKey, mutate: (object: KubeObject) => void, writer?: WriterIdentity): KubeObject;
  /** Writes an event about an object, as a component would; repeated ones are counted. */
  recordEvent(
    about: ObjectKey,
    event: { type: 'Normal' | 'Warning'; reason: string; message: string; component?: string },
  ): void;
  /**
   * Says how containers behave. The newest matching entry wins; without one a container runs and becomes ready.
   * Running containers whose behaviour changes are judged anew. Returns a function that takes the entry back.
   */
  behave(match: BehaviourMatch, behaviour: ContainerBehaviour): () => void;
  /** Ends a running container as if its process had died. */
  terminateContainer(where: {
    namespace: string;
    pod: string;
    container?: string;
    exitCode: number;
    reason?: string;
  }): void;
  /** Adds a line to the log of a running container. */
  writeLog(where: { namespace: string; pod: string; container?: string }, text: string): void;
  addNode(node: NodeSpec): void;
  /** The kubelet of the node dies: no lease, no status, no containers started or stopped. */
  failNode(name: string): void;
  recoverNode(name: string): void;
  /** Fails and recovers the node in turn, `downMs` and `upMs` simulated milliseconds; returns a function that ends it in the recovered state. */
  flapNode(name: string, timing: { downMs: number; upMs: number }): () => void;
  /** Sets a condition that the node's kubelet reports, such as MemoryPressure True. */
  setNodeCondition(
    node: string,
    condition: { type: string; status: 'True' | 'False'; reason: string; message: string },
  ): void;
  /** The metric that the autoscaler sees. Without a source HPAs keep `FailedGetResourceMetric`. */
  hpaMetric(source: HpaMetricSource): void;
  /** Makes matching requests fail; returns a function that removes the fault. The newest matching fault hits. */
  injectFault(fault: Fault): () => void;
  pauseController(name: ControllerName): void;
  resumeController(name: ControllerName): void;
  /** All objects by resource, copies: for assertions such as "nothing changed". */
  snapshot(): Record<string, KubeObject[]>;
  /** Resolves when `condition` holds, looked at after each change; rejects after `timeoutMs` real milliseconds (default 20,000) with what `describe` says. */
  until(condition: () => boolean, options?: { timeoutMs?: number; describe?: () => string }): Promise<void>;
  /** Calls the listener after each change of a stored object; returns a function that ends it. */
  onChange(
    listener: (change: {
      type: 'ADDED' | 'MODIFIED' | 'DELETED';
      resource: string;
      object: KubeObject;
    }) => void,
  ): () => void;
  /** Closes the server and every connection, stops all controllers and timers. */
  stop(): Promise<void>;
}

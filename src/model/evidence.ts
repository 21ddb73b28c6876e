import type { ObjectReference } from './object-reference.ts';

/**
 * One fact that a collector saw: what, where, when, from which source, with the text to show. Never an opinion.
 * `text` and every string in `data` are already redacted and size-capped. Times are milliseconds since the epoch.
 */
export type Evidence =
  | EvidenceOf<'pod', PodFacts>
  | EvidenceOf<'workload', WorkloadFacts>
  | EvidenceOf<'change', ChangeFacts>
  | EvidenceOf<'event', EventFacts>
  | EvidenceOf<'logs', LogFacts>
  | EvidenceOf<'node', NodeFacts>
  | EvidenceOf<'metric', MetricFacts>
  | EvidenceOf<'trace', TraceFacts>
  | EvidenceOf<'failure', FailureFacts>;

export type EvidenceKind = Evidence['kind'];

export interface EvidenceOf<Kind extends string, Data> {
  /** Unique in its incident and stable over a new collection of the same thing: `pod/checkout-7d9-x2x`, `change/checkout`. */
  id: string;
  kind: Kind;
  source: EvidenceSource;
  about?: ObjectReference;
  /** When the fact became true, where that is known. */
  at?: number;
  /** One line, plain text (no mrkdwn). */
  text: string;
  data: Data;
}

export type EvidenceSource = 'kubernetes' | 'prometheus' | 'traces';

export interface ContainerFacts {
  name: string;
  type: 'init' | 'sidecar' | 'container' | 'ephemeral';
  image: string;
  ready: boolean;
  restartCount: number;
  state: ContainerState;
  /** The state before the last restart: here stands why it died. */
  lastState?: ContainerState;
  memoryLimit?: string;
  cpuRequest?: string;
}

export interface ContainerState {
  phase: 'waiting' | 'running' | 'terminated';
  /** `CrashLoopBackOff`, `OOMKilled`, `ErrImagePull`, `Error`, `Completed`, … */
  reason?: string;
  message?: string;
  exitCode?: number;
  signal?: number;
  startedAt?: number;
  finishedAt?: number;
}

export interface PodFacts {
  /** Pending, Running, Succeeded, Failed, Unknown */
  phase: string;
  reason?: string;
  ready: boolean;
  node?: string;
  createdAt: number;
  /** The uid of its ReplicaSet (or other controller), to tell new pods from old. */
  controllerUid?: string;
  controllerName?: string;
  containers: readonly ContainerFacts[];
  /** Message of the condition PodScheduled=False. */
  unschedulable?: string;
}

export interface WorkloadFacts {
  kind: string;
  generation: number;
  observedGeneration: number;
  /** spec.replicas */
  replicas: number;
  updatedReplicas: number;
  readyReplicas: number;
  availableReplicas: number;
  paused: boolean;
  createdAt: number;
  conditions: readonly { type: string; status: string; reason?: string; message?: string }[];
  /** The owner chain from the pod up, nearest first, as the API server tells it. */
  owners: readonly ObjectReference[];
  autoscaler?: AutoscalerFacts;
  /** Who will revert a change by hand, if anybody: `Argo CD application shop`, … */
  managedBy?: string;
  /** The custom resource that controls it: its operator knows what it should look like. */
  operatedBy?: { kind: string; name: string };
  /** Of an Argo Rollout. */
  delivery?: DeliveryFacts;
}

export interface DeliveryFacts {
  /** Healthy, Progressing, Degraded, Paused; Unknown when the controller says none. */
  phase: string;
  message?: string;
  /** A new version is on its way, beside the stable one. */
  underWay: boolean;
  aborted: boolean;
}

export interface AutoscalerFacts {
  name: string;
  uid: string;
  minReplicas: number;
  maxReplicas: number;
  currentReplicas: number;
  desiredReplicas: number;
  /** ScalingLimited=True with reason TooManyReplicas. */
  atMaximum: boolean;
}

/** The newest two revisions of a workload. */
export interface ChangeFacts {
  current: RevisionFacts;
  previous?: RevisionFacts;
  /** `spec.containers[app].image: shop/checkout:1.4 → shop/checkout:1.5` */
  differences: readonly string[];
}

export interface RevisionFacts {
  revision: number;
  name: string;
  uid: string;
  createdAt: number;
  /** When this revision became the current one (a rollback reuses an old ReplicaSet). */
  activeSince?: number;
  images: readonly string[];
  changeCause?: string;
}

export interface EventFacts {
  reason: string;
  type: 'Normal' | 'Warning';
  message: string;
  count: number;
  lastAt: number;
  object: ObjectReference;
}

export interface LogFacts {
  pod: string;
  container: string;
  /** True: of the container that died, not of the running one. */
  previous: boolean;
  /** Redacted, newest last. */
  lines: readonly string[];
  /** The line that most likely says why, when one stands out. */
  telling?: string;
}

export interface NodeFacts {
  ready: 'True' | 'False' | 'Unknown';
  readyReason?: string;
  readyMessage?: string;
  readySince?: number;
  unschedulable: boolean;
  /** MemoryPressure, DiskPressure, PIDPressure and others that are True and bad. */
  pressures: readonly string[];
  taints: readonly string[];
  /** Age of the node lease's renewTime in milliseconds; above 40 s the kubelet is dead. Absent: no lease. */
  leaseAgeMs?: number;
  podCount?: number;
  addresses: readonly string[];
}

export interface MetricFacts {
  expression: string;
  /** The left side of the comparison, which the chart shows. */
  plotted: string;
  comparison?: '>' | '<' | '>=' | '<=' | '==' | '!=';
  threshold?: number;
  /** [milliseconds, value] */
  series: readonly {
    labels: Readonly<Record<string, string>>;
    points: readonly (readonly [number, number])[];
  }[];
  lastValue?: number;
}

export interface TraceFacts {
  service: string;
  traceId: string;
  /** The span that most likely failed or took the time. */
  culprit: { service: string; operation: string; durationMs: number; error?: string };
  /** True: chosen for an error; false: for its share of the duration. */
  failed: boolean;
  durationMs: number;
  url?: string;
}

/** A source that failed costs its line, which says so. */
export interface FailureFacts {
  collector: string;
  /** A sentence for people: `Prometheus did not answer within 5 s`. */
  problem: string;
}

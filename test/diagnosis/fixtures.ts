import type { Observation, EvidenceAbout } from '../../src/diagnosis/observation.ts';
import type { Alert } from '../../src/model/alert.ts';
import type {
  ChangeFacts,
  ContainerFacts,
  ContainerState,
  Evidence,
  MetricFacts,
  NodeFacts,
  PodFacts,
  WorkloadFacts,
} from '../../src/model/evidence.ts';
import type { ObjectReference } from '../../src/model/object-reference.ts';

export const minute = 60_000;
export const hour = 60 * minute;
/** When the evidence was collected. */
export const now = Date.parse('2026-11-24T03:00:00Z');

export const checkout: ObjectReference = {
  cluster: 'prod',
  kind: 'Deployment',
  namespace: 'shop',
  name: 'checkout',
};

export function firing(alertname: string, startsAt: number = now - minute, labels = {}): Alert {
  return {
    source: 'alertmanager',
    fingerprint: '0123456789abcdef',
    startsAt,
    endsAt: null,
    status: 'firing',
    labels: { alertname, namespace: 'shop', ...labels },
    annotations: {},
    generatorUrl: '',
  };
}

export function observe(evidence: readonly Evidence[], rest: Partial<Observation> = {}): Observation {
  return { subject: checkout, alerts: [firing('KubePodCrashLooping')], now, ...rest, evidence };
}

export const running: ContainerState = { phase: 'running', startedAt: now - minute };

export function died(exitCode: number, reason = 'Error', finishedAt: number = now - minute): ContainerState {
  return { phase: 'terminated', exitCode, reason, finishedAt, startedAt: finishedAt - 3000 };
}

export function waiting(reason: string, message?: string): ContainerState {
  return { phase: 'waiting', reason, ...(message === undefined ? {} : { message }) };
}

export function container(state: ContainerState, rest: Partial<ContainerFacts> = {}): ContainerFacts {
  return {
    name: 'app',
    type: 'container',
    image: 'shop/checkout:1.5',
    ready: state.phase === 'running',
    restartCount: 0,
    state,
    ...rest,
  };
}

/** A pod of the new revision (`new`) or the old (`old`). */
export function pod(
  name: string,
  revision: 'new' | 'old',
  containers: readonly ContainerFacts[] = [container(running)],
  rest: Partial<PodFacts> = {},
): EvidenceAbout<'pod'> {
  return {
    id: `pod/${name}`,
    kind: 'pod',
    source: 'kubernetes',
    about: { cluster: 'prod', kind: 'Pod', namespace: 'shop', name },
    text: name,
    data: {
      phase: 'Running',
      ready: containers.every((one) => one.ready),
      node: 'node-1',
      createdAt: now - 5 * minute,
      controllerUid: `uid-${revision}`,
      controllerName: `checkout-${revision}`,
      containers,
      ...rest,
    },
  };
}

export const crashed = (exitCode = 1): ContainerFacts =>
  container(waiting('CrashLoopBackOff'), { restartCount: 4, lastState: died(exitCode) });

/** Revision 14 replaced 13, `before` the evidence was collected. */
export function change(
  before: number = 4 * minute,
  rest: Partial<ChangeFacts> = {},
): EvidenceAbout<'change'> {
  return {
    id: 'change/checkout',
    kind: 'change',
    source: 'kubernetes',
    about: { ...checkout, uid: 'uid-checkout' },
    text: 'revision 13 → 14',
    data: {
      current: {
        revision: 14,
        name: 'checkout-new',
        uid: 'uid-new',
        createdAt: now - before,
        images: ['shop/checkout:1.5'],
      },
      previous: {
        revision: 13,
        name: 'checkout-old',
        uid: 'uid-old',
        createdAt: now - 90 * hour,
        images: ['shop/checkout:1.4'],
      },
      differences: ['spec.containers[app].image: shop/checkout:1.4 → shop/checkout:1.5'],
      ...rest,
    },
  };
}

export function workload(rest: Partial<WorkloadFacts> = {}): EvidenceAbout<'workload'> {
  return {
    id: 'workload/checkout',
    kind: 'workload',
    source: 'kubernetes',
    about: { ...checkout, uid: 'uid-checkout' },
    text: 'checkout',
    data: {
      kind: 'Deployment',
      generation: 3,
      observedGeneration: 3,
      replicas: 3,
      updatedReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      paused: false,
      createdAt: now - 900 * hour,
      conditions: [],
      owners: [],
      ...rest,
    },
  };
}

export function node(rest: Partial<NodeFacts> = {}, name = 'node-1'): EvidenceAbout<'node'> {
  return {
    id: `node/${name}`,
    kind: 'node',
    source: 'kubernetes',
    about: { cluster: 'prod', kind: 'Node', name, uid: `uid-${name}` },
    text: name,
    data: {
      ready: 'Unknown',
      readyReason: 'NodeStatusUnknown',
      readyMessage: 'Kubelet stopped posting node status.',
      readySince: now - 5 * minute,
      unschedulable: false,
      pressures: [],
      taints: ['node.kubernetes.io/unreachable:NoSchedule'],
      leaseAgeMs: 6 * minute,
      addresses: ['10.0.0.1'],
      ...rest,
    },
  };
}

export function metric(rest: Partial<MetricFacts> = {}): EvidenceAbout<'metric'> {
  return {
    id: 'metric/0',
    kind: 'metric',
    source: 'prometheus',
    text: 'requests',
    data: {
      expression: 'sum(rate(http_requests_total{service="checkout"}[5m])) > 100',
      plotted: 'sum(rate(http_requests_total{service="checkout"}[5m]))',
      comparison: '>',
      threshold: 100,
      series: [],
      lastValue: 210,
      ...rest,
    },
  };
}

export function event(reason: string, message: string, name: string): EvidenceAbout<'event'> {
  return {
    id: `event/${name}/${reason}`,
    kind: 'event',
    source: 'kubernetes',
    text: message,
    data: {
      reason,
      type: 'Warning',
      message,
      count: 3,
      lastAt: now - minute,
      object: { cluster: 'prod', kind: 'Pod', namespace: 'shop', name },
    },
  };
}

/** The same without one field. */
export function without<Whole extends object, Key extends keyof Whole>(
  whole: Whole,
  key: Key,
): Omit<Whole, Key> {
  const rest = { ...whole };
  Reflect.deleteProperty(rest, key);
  return rest;
}

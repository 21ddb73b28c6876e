import type { KubeObject } from '../kube-object.ts';
import type { Container, Pod, PodSpec, Probe, Toleration } from './workload-types.ts';

// What the API server fills in: kubernetes/pkg/apis/core/v1/defaults.go and the admission plugins ServiceAccount, Priority and
// DefaultTolerationSeconds (1.34). The service account token volume is left out: nothing here mounts it.

function fill<T extends object>(target: T, defaults: Partial<T>): void {
  for (const [key, value] of Object.entries(defaults)) {
    if ((target as Record<string, unknown>)[key] === undefined)
      (target as Record<string, unknown>)[key] = value;
  }
}

/** `latest` and untagged images are always pulled; tags and digests only when they are not there. */
export function defaultPullPolicy(image = ''): 'Always' | 'IfNotPresent' {
  if (image.includes('@')) return 'IfNotPresent';
  const tag = /:([^/:]+)$/.exec(image)?.[1];
  return tag === undefined || tag === 'latest' ? 'Always' : 'IfNotPresent';
}

function setProbeDefaults(probe: Probe & { httpGet?: { path?: string; scheme?: string } }): void {
  fill(probe as Record<string, unknown>, {
    timeoutSeconds: 1,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
  });
  if (probe.httpGet) fill(probe.httpGet, { path: '/', scheme: 'HTTP' });
}

function setContainerDefaults(container: Container): void {
  fill(container as unknown as Record<string, unknown>, {
    imagePullPolicy: defaultPullPolicy(container.image),
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    resources: {},
  });
  for (const port of container.ports ?? []) fill(port, { protocol: 'TCP' });
  for (const probe of [container.livenessProbe, container.readinessProbe, container.startupProbe]) {
    if (probe) setProbeDefaults(probe);
  }
  for (const variable of container.env ?? []) {
    const reference = variable.valueFrom?.['fieldRef'] as { apiVersion?: string } | undefined;
    if (reference) fill(reference, { apiVersion: 'v1' });
  }
}

function setVolumeDefaults(volume: Record<string, unknown>): void {
  for (const source of ['configMap', 'secret', 'downwardAPI', 'projected']) {
    const value = volume[source];
    if (typeof value === 'object' && value !== null)
      fill(value as Record<string, unknown>, { defaultMode: 420 });
  }
  if (Object.keys(volume).length === 1) volume['emptyDir'] = {};
}

/** Defaults of a pod spec in a template. */
export function setPodSpecDefaults(spec: PodSpec): void {
  fill(spec as unknown as Record<string, unknown>, {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
  });
  for (const container of [
    ...((spec.containers as Container[] | null) ?? []),
    ...(spec.initContainers ?? []),
  ]) {
    setContainerDefaults(container);
  }
  for (const volume of spec.volumes ?? []) setVolumeDefaults(volume);
}

function tolerates(tolerations: readonly Toleration[], key: string): boolean {
  return tolerations.some(
    (one) =>
      (one.key === key || one.key === undefined) && (one.effect === 'NoExecute' || one.effect === undefined),
  );
}

const disruptionTaints = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

/** What only a pod itself gets: requests from limits, service links. */
export function setPodDefaults(object: KubeObject): void {
  const pod = object as Pod;
  setPodSpecDefaults(pod.spec);
  fill(pod.spec as unknown as Record<string, unknown>, { enableServiceLinks: true });
  for (const container of [
    ...((pod.spec.containers as Container[] | null) ?? []),
    ...(pod.spec.initContainers ?? []),
  ]) {
    const limits = container.resources?.limits;
    if (container.resources && limits)
      container.resources.requests = { ...limits, ...container.resources.requests };
  }
}

/** Every pod stands a failing node for 300 s unless it says otherwise. */
export function tolerateFailingNodes(object: KubeObject): void {
  const { spec } = object as Pod;
  const tolerations = [...(spec.tolerations ?? [])];
  for (const key of disruptionTaints) {
    if (!tolerates(tolerations, key)) {
      tolerations.push({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 });
    }
  }
  spec.tolerations = tolerations;
}

/** What admission adds to a new pod: the service account, a priority, tolerations of a failing node for 300 s. Nobody owns these fields. */
export function admitPod(object: KubeObject): void {
  const pod = object as Pod;
  fill(pod.spec as unknown as Record<string, unknown>, {
    serviceAccountName: 'default',
    priority: 0,
    preemptionPolicy: 'PreemptLowerPriority',
  });
  fill(pod.spec as unknown as Record<string, unknown>, { serviceAccount: pod.spec.serviceAccountName });
  tolerateFailingNodes(object);
  const containers = pod.spec.containers as Container[] | null;
  pod.status = {
    phase: 'Pending',
    qosClass: containers === null ? 'BestEffort' : qualityOfService(pod.spec),
  };
}

/** Guaranteed, Burstable or BestEffort, from the requests and limits of all containers. */
export function qualityOfService(spec: PodSpec): string {
  const all = [...spec.containers, ...(spec.initContainers ?? [])];
  const names = ['cpu', 'memory'] as const;
  const any = all.some(({ resources }) =>
    names.some(
      (name) => resources?.requests?.[name] !== undefined || resources?.limits?.[name] !== undefined,
    ),
  );
  if (!any) return 'BestEffort';
  const guaranteed = all.every(({ resources }) =>
    names.every((name) => {
      const limit = resources?.limits?.[name];
      return limit !== undefined && (resources?.requests?.[name] ?? limit) === limit;
    }),
  );
  return guaranteed ? 'Guaranteed' : 'Burstable';
}

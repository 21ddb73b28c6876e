import type { Alert } from '../model/alert.ts';
import type { Subject, SubjectChoice, SubjectReason } from '../model/subject.ts';
import {
  instanceHost,
  isControlPlaneAlert,
  isExporter,
  isNodeExporterAlert,
  objectLabel,
  victimPod,
} from './object-labels.ts';
import { podWorkload, replicaSetDeployment } from './pod-workload.ts';

export interface ClusterNames {
  /** The cluster of alerts without a `cluster` label. */
  defaultCluster: string;
  knownClusters: readonly string[];
}

/** The subject, why, and whether the alert's cluster is one of the configured ones. */
export type ChosenSubject = SubjectChoice & { clusterKnown: boolean };

type Alertish = Pick<Alert, 'labels'>;
interface Found {
  kind: string;
  name: string;
  reason: SubjectReason;
  namespaced: boolean;
}
type Reader = (alert: Alertish) => Found | undefined;

/** Its name is filled in from the alert's cluster. */
const theCluster: Found = { kind: 'Cluster', name: '', reason: 'nothing-named', namespaced: false };

/** Names in Kubernetes have at most 253 characters (RFC 1123 subdomain). */
const longestName = 253;

/**
 * What an alert says is ill, from its labels alone: the API server may be down. docs/subjects.md explains each rule.
 * The order is the rule: the first reader that finds something decides.
 */
export function chooseSubject(alert: Alertish, clusters: ClusterNames): ChosenSubject {
  const cluster = alert.labels['cluster'] ?? clusters.defaultCluster;
  const clusterKnown = clusters.knownClusters.includes(cluster);
  const found = firstFound(alert);
  const namespace = found.namespaced ? objectLabel(alert, 'namespace') : undefined;
  const subject: Subject = {
    cluster: cut(cluster),
    kind: found.kind,
    ...(namespace === undefined ? {} : { namespace: cut(namespace) }),
    name: cut(found.kind === 'Cluster' ? cluster : found.name),
  };
  return { subject, reason: found.reason, clusterKnown };
}

function firstFound(alert: Alertish): Found {
  for (const read of readers) {
    const found = read(alert);
    if (found !== undefined) return found;
  }
  return theCluster;
}

const readers: readonly Reader[] = [
  nodeExporter,
  workloadLabel,
  jobNameLabel,
  namespacedObject,
  argoRollout,
  nodeAlert,
  pod,
  node,
  controlPlane,
  service,
  namespaceOnly,
];

function nodeExporter(alert: Alertish): Found | undefined {
  if (!isNodeExporterAlert(alert)) return undefined;
  const name =
    alert.labels['nodename'] ?? alert.labels['node'] ?? instanceHost(alert.labels['instance'] ?? '');
  return { kind: 'Node', name, reason: 'node-instance', namespaced: false };
}

/**
 * What Argo Rollouts' controller says of a Rollout (rollout_info): `name` alone can mean anything, beside these strategies
 * it is a Rollout. Its pod label is the controller's own.
 * https://github.com/argoproj/argo-rollouts/blob/master/controller/metrics/prommetrics.go
 */
function argoRollout({ labels }: Alertish): Found | undefined {
  const { name, strategy = '' } = labels;
  if (name === undefined || !['canary', 'blueGreen'].includes(strategy)) return undefined;
  return { kind: 'Rollout', name, reason: 'object-label', namespaced: true };
}

const workloadKinds: readonly (readonly [string, string])[] = [
  ['deployment', 'Deployment'],
  ['statefulset', 'StatefulSet'],
  ['daemonset', 'DaemonSet'],
  ['cronjob', 'CronJob'],
];

function workloadLabel(alert: Alertish): Found | undefined {
  for (const [label, kind] of workloadKinds) {
    const name = objectLabel(alert, label);
    if (name !== undefined) return { kind, name, reason: 'workload-label', namespaced: true };
  }
  const replicaSet = objectLabel(alert, 'replicaset');
  if (replicaSet !== undefined) {
    const deployment = replicaSetDeployment(replicaSet);
    return deployment === undefined
      ? { kind: 'ReplicaSet', name: replicaSet, reason: 'workload-label', namespaced: true }
      : { kind: 'Deployment', name: deployment, reason: 'workload-label', namespaced: true };
  }
  // The pair that the recording rule namespace_workload_pod:kube_pod_owner:relabel makes.
  const kind = workloadKinds.find(([label]) => label === alert.labels['workload_type'])?.[1];
  const name = alert.labels['workload'];
  if (kind === undefined || name === undefined) return undefined;
  return { kind, name, reason: 'workload-label', namespaced: true };
}

/** `job` is Prometheus' scrape job; the Kubernetes Job stands in `job_name`. */
function jobNameLabel(alert: Alertish): Found | undefined {
  const name = objectLabel(alert, 'job_name');
  return name === undefined ? undefined : { kind: 'Job', name, reason: 'job-name-label', namespaced: true };
}

const objectKinds: readonly (readonly [string, string, boolean])[] = [
  ['horizontalpodautoscaler', 'HorizontalPodAutoscaler', true],
  ['poddisruptionbudget', 'PodDisruptionBudget', true],
  ['persistentvolumeclaim', 'PersistentVolumeClaim', true],
  ['persistentvolume', 'PersistentVolume', false],
  ['resourcequota', 'ResourceQuota', true],
  ['ingress', 'Ingress', true],
];

function namespacedObject(alert: Alertish): Found | undefined {
  for (const [label, kind, namespaced] of objectKinds) {
    const name = objectLabel(alert, label);
    if (name !== undefined) return { kind, name, reason: 'object-label', namespaced };
  }
  // An aggregated API is named by the label `name`, which elsewhere can mean anything.
  const name = alert.labels['name'];
  if (name === undefined || !(alert.labels['alertname'] ?? '').startsWith('KubeAggregatedAPI'))
    return undefined;
  return { kind: 'APIService', name, reason: 'object-label', namespaced: false };
}

/** Alerts about a node by their name: a pod label beside the node's is whoever reported it. */
function nodeAlert(alert: Alertish): Found | undefined {
  return /^Kube(?:Node|let)[A-Z]/.test(alert.labels['alertname'] ?? '') ? node(alert) : undefined;
}

function pod(alert: Alertish): Found | undefined {
  const name = victimPod(alert);
  if (name === undefined) return undefined;
  // kube-state-metrics' own pod beside another object's name: it is the messenger.
  if (isExporter(alert.labels['job']) && isMessenger(name) && objectLabel(alert, 'node') !== undefined)
    return undefined;
  if (isControlPlaneAlert(alert)) return { kind: 'Pod', name, reason: 'pod-label', namespaced: true };
  const workload = podWorkload(name);
  return workload === undefined
    ? { kind: 'Pod', name, reason: 'pod-label', namespaced: true }
    : { ...workload, reason: 'pod-name-pattern', namespaced: true };
}

function isMessenger(pod: string): boolean {
  return isExporter(podWorkload(pod)?.name);
}

function node(alert: Alertish): Found | undefined {
  const name = objectLabel(alert, 'node');
  return name === undefined ? undefined : { kind: 'Node', name, reason: 'node-label', namespaced: false };
}

function controlPlane(alert: Alertish): Found | undefined {
  return isControlPlaneAlert(alert) ? theCluster : undefined;
}

/** `TargetDown` means the service that it names, even if that is an exporter; other alerts carry their exporter's. */
function service(alert: Alertish): Found | undefined {
  const down = alert.labels['alertname'] === 'TargetDown';
  const probed = /^https?:\/\/([^/:?#]+)/.exec(alert.labels['instance'] ?? '')?.[1];
  for (const name of [objectLabel(alert, 'service'), probed, objectLabel(alert, 'job')]) {
    if (name === undefined || (!down && isExporter(name))) continue;
    return { kind: 'Service', name, reason: 'service-label', namespaced: true };
  }
  return undefined;
}

function namespaceOnly(alert: Alertish): Found | undefined {
  const name = objectLabel(alert, 'namespace');
  return name === undefined
    ? undefined
    : { kind: 'Namespace', name, reason: 'namespace-only', namespaced: false };
}

function cut(name: string): string {
  return name.length <= longestName ? name : `${name.slice(0, longestName - 1)}…`;
}

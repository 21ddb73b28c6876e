import type { Alert } from '../model/alert.ts';
import type { Subject } from '../model/subject.ts';
import { isControlPlaneAlert } from './object-labels.ts';
import { jobCronJob } from './pod-workload.ts';

/**
 * Kinds that share one name with the workload that they belong to, or whose kind was guessed from a pod's name: they are
 * keyed by the name alone, so that `checkout`'s pods, Deployment, autoscaler, budget and service are one incident.
 */
const workloadKinds: ReadonlySet<string> = new Set([
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'Rollout',
  'Pod',
  'HorizontalPodAutoscaler',
  'PodDisruptionBudget',
  'Service',
]);

/**
 * The incident's key: `prod/shop/workload/checkout`, `prod//Node/node-3`, `prod//Cluster/control-plane`,
 * `prod/shop/Namespace/QuotaLow`. One incident that is not closed a key.
 */
export function incidentKey(subject: Subject, alert: Pick<Alert, 'labels'>): string {
  if (isControlPlaneAlert(alert) && (subject.kind === 'Cluster' || subject.kind === 'Pod')) {
    return join(subject.cluster, '', 'Cluster', 'control-plane');
  }
  if (subject.kind === 'Cluster' || subject.kind === 'Namespace') {
    // Alerts that name no object share nothing but the place: by their name they are kept apart.
    const namespace = subject.kind === 'Namespace' ? subject.name : '';
    return join(subject.cluster, namespace, subject.kind, (alert.labels['alertname'] ?? '').slice(0, 253));
  }
  if (!workloadKinds.has(subject.kind)) {
    return join(subject.cluster, subject.namespace ?? '', subject.kind, subject.name);
  }
  const name = subject.kind === 'Job' ? (jobCronJob(subject.name) ?? subject.name) : subject.name;
  return join(subject.cluster, subject.namespace ?? '', 'workload', name);
}

/** A slash in a hostile label must not make two things look like one. */
function join(...parts: readonly string[]): string {
  return parts.map((part) => part.replaceAll('%', '%25').replaceAll('/', '%2F')).join('/');
}

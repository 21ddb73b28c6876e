import type { DeliveryFacts, Evidence, WorkloadFacts } from '../../model/evidence.ts';
import { shortReference } from '../../model/object-reference.ts';
import type { Permission } from '../../model/permission.ts';
import type { Collector } from '../collector.ts';
import { failureEvidence, problemOf } from '../failure.ts';
import { findWorkload, workloadKinds } from '../objects/find-workload.ts';
import { oneLine } from '../one-line.ts';
import { autoscalerFacts, findAutoscaler } from '../workload/autoscaler.ts';
import { workloadFacts } from '../workload/workload-facts.ts';

export const workloadPermissions: readonly Permission[] = [
  {
    apiGroup: 'apps',
    resources: ['deployments', 'statefulsets', 'daemonsets', 'replicasets'],
    verbs: ['get', 'list'],
    scope: 'cluster',
    neededBy: 'workload: replicas, conditions and the owner chain',
  },
  {
    apiGroup: 'argoproj.io',
    resources: ['rollouts'],
    verbs: ['get'],
    scope: 'cluster',
    neededBy: 'workload: Argo Rollouts, whose pods are called like those of a Deployment',
    optional: true,
  },
  {
    apiGroup: 'batch',
    resources: ['jobs', 'cronjobs'],
    verbs: ['get', 'list'],
    scope: 'cluster',
    neededBy: 'workload: Jobs and what started them',
  },
  {
    apiGroup: 'autoscaling',
    resources: ['horizontalpodautoscalers'],
    verbs: ['get', 'list'],
    scope: 'cluster',
    neededBy: 'workload: who owns the replica count',
  },
];

/** How does the workload stand: replicas, conditions, owners, autoscaler, and who would revert a change? */
export const collectWorkload: Collector = async (inquiry) => {
  const { subject, sources, timeoutMs } = inquiry;
  if (sources.cluster === undefined) return [];
  const workload = await findWorkload(inquiry);
  if (workload === undefined) {
    if (!workloadKinds.has(subject.kind)) return [];
    const place = subject.namespace === undefined ? '' : ` in ${subject.namespace}`;
    const problem = `${subject.kind} ${subject.name}${place} is not there on ${subject.cluster}`;
    return [failureEvidence('kubernetes', 'workload', problem)];
  }
  const evidence: Evidence[] = [];
  let autoscaler: WorkloadFacts['autoscaler'];
  try {
    const found = await findAutoscaler(sources.cluster, workload, timeoutMs);
    if (found !== undefined) autoscaler = autoscalerFacts(found);
  } catch (error) {
    // Without it the workload's own facts are still worth telling.
    evidence.push(failureEvidence('kubernetes', 'autoscaler', problemOf(error, 'Autoscalers')));
  }
  const data = workloadFacts(workload, autoscaler);
  evidence.unshift({
    id: `workload/${workload.reference.name}`,
    kind: 'workload',
    source: 'kubernetes',
    about: workload.reference,
    text: oneLine(`${shortReference(workload.reference)}: ${workloadSentence(data)}`, 300),
    data,
  });
  return evidence;
};

function deliverySentence({ phase, message }: DeliveryFacts): string {
  return message === undefined ? phase : `${phase}: ${message}`;
}

function workloadSentence(data: WorkloadFacts): string {
  const parts = [`${data.availableReplicas} of ${data.replicas} available`];
  if (data.updatedReplicas < data.replicas) parts.push(`${data.updatedReplicas} updated`);
  if (data.paused) parts.push('paused');
  if (data.delivery !== undefined && data.delivery.phase !== 'Healthy')
    parts.push(deliverySentence(data.delivery));
  const bad = data.conditions.find(
    (condition) =>
      condition.reason === 'ProgressDeadlineExceeded' ||
      (['ReplicaFailure', 'Failed'].includes(condition.type) && condition.status === 'True'),
  );
  if (bad !== undefined)
    parts.push(`${bad.reason ?? bad.type}${bad.message === undefined ? '' : `: ${bad.message}`}`);
  const { autoscaler } = data;
  if (autoscaler !== undefined) {
    const range = `${autoscaler.minReplicas} to ${autoscaler.maxReplicas}`;
    parts.push(`autoscaled from ${range}${autoscaler.atMaximum ? ', at its maximum' : ''}`);
  }
  if (data.managedBy !== undefined) parts.push(`managed by ${data.managedBy}`);
  return parts.join(', ');
}

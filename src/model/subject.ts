import type { ObjectReference } from './object-reference.ts';

/**
 * What is ill. Besides Kubernetes kinds: `Service` (a service by its name: what TargetDown or a latency alert speaks
 * of), `Namespace` (an alert that names only a namespace) and `Cluster` (one that names nothing: the control plane).
 */
export type Subject = ObjectReference;

/** Why this subject was chosen from the labels; each reason has its sentence, which `/mw status` can show. */
export type SubjectReason =
  | 'workload-label'
  | 'pod-name-pattern'
  | 'pod-label'
  | 'job-name-label'
  | 'node-label'
  | 'node-instance'
  | 'object-label'
  | 'service-label'
  | 'namespace-only'
  | 'nothing-named';

export const subjectReasons: Readonly<Record<SubjectReason, string>> = {
  'workload-label': 'a label names the workload',
  'pod-name-pattern': "the pod's name follows the pattern of its workload",
  'pod-label': 'a label names the pod, and its name follows no workload pattern',
  'job-name-label': 'the label job_name names the Job (job is the scrape job)',
  'node-label': 'the label node names the node',
  'node-instance': 'a node exporter alert: instance is the node, pod is the exporter',
  'object-label': 'a label names the object',
  'service-label': 'only a service is named',
  'namespace-only': 'only a namespace is named',
  'nothing-named': 'the labels name no object',
};

/** An alert's subject and why it was chosen. */
export interface SubjectChoice {
  subject: Subject;
  reason: SubjectReason;
}

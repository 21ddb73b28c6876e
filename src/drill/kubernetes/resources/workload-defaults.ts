import type { KubeObject } from '../kube-object.ts';
import { equalJson } from '../schema/equal-json.ts';
import { setPodSpecDefaults } from './pod-defaults.ts';
import type { PodTemplate } from './workload-types.ts';

// Defaults of the workload resources: kubernetes/pkg/apis/{apps,batch,autoscaling,core}/v1/defaults.go (1.34).

type Fields = Record<string, unknown>;

function fill(target: Fields, defaults: Fields): void {
  for (const [key, value] of Object.entries(defaults)) if (target[key] === undefined) target[key] = value;
}

function specOf(object: KubeObject): Fields {
  return object['spec'] as Fields;
}

function setTemplateDefaults(spec: Fields): void {
  setPodSpecDefaults((spec['template'] as PodTemplate).spec);
}

export function setDeploymentDefaults(object: KubeObject): void {
  const spec = specOf(object);
  fill(spec, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
  const strategy = spec['strategy'] as Fields;
  fill(strategy, { type: 'RollingUpdate' });
  if (strategy['type'] === 'RollingUpdate') {
    fill(strategy, { rollingUpdate: {} });
    fill(strategy['rollingUpdate'] as Fields, { maxUnavailable: '25%', maxSurge: '25%' });
  }
  setTemplateDefaults(spec);
}

export function setReplicaSetDefaults(object: KubeObject): void {
  fill(specOf(object), { replicas: 1 });
  setTemplateDefaults(specOf(object));
}

export function setStatefulSetDefaults(object: KubeObject): void {
  const spec = specOf(object);
  fill(spec, {
    podManagementPolicy: 'OrderedReady',
    replicas: 1,
    revisionHistoryLimit: 10,
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
  });
  const strategy = spec['updateStrategy'] as Fields;
  fill(strategy, { type: 'RollingUpdate' });
  if (strategy['type'] === 'RollingUpdate') {
    fill(strategy, { rollingUpdate: {} });
    fill(strategy['rollingUpdate'] as Fields, { partition: 0 });
  }
  setTemplateDefaults(spec);
}

export function setDaemonSetDefaults(object: KubeObject): void {
  const spec = specOf(object);
  fill(spec, { revisionHistoryLimit: 10 });
  const strategy = spec['updateStrategy'] as Fields;
  fill(strategy, { type: 'RollingUpdate' });
  if (strategy['type'] === 'RollingUpdate') {
    fill(strategy, { rollingUpdate: {} });
    fill(strategy['rollingUpdate'] as Fields, { maxSurge: 0, maxUnavailable: 1 });
  }
  setTemplateDefaults(spec);
}

export function setJobDefaults(object: KubeObject): void {
  const spec = specOf(object);
  fill(spec, {
    completionMode: 'NonIndexed',
    suspend: false,
    backoffLimit: 6,
    podReplacementPolicy: 'TerminatingOrFailed',
    manualSelector: false,
  });
  if (spec['completions'] === undefined && spec['parallelism'] === undefined) spec['completions'] = 1;
  fill(spec, { parallelism: 1 });
  setPodSpecDefaults((spec['template'] as PodTemplate).spec);
}

/** Gives a new Job its selector and labels, made of its uid, as the API server does unless `manualSelector` is set. */
export function admitJob(object: KubeObject): void {
  const spec = specOf(object);
  const template = spec['template'] as PodTemplate;
  if (spec['manualSelector'] === true) return;
  const { uid, name } = object.metadata;
  const generated = {
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
  };
  const labels = { ...template.metadata?.labels, ...generated };
  template.metadata = { ...template.metadata, labels };
  object.metadata.labels ??= labels;
  fill(spec, { selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } } });
}

export function setCronJobDefaults(object: KubeObject): void {
  const spec = specOf(object);
  fill(spec, {
    concurrencyPolicy: 'Allow',
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
  });
  const job = (spec['jobTemplate'] as Fields)['spec'] as Fields;
  setPodSpecDefaults((job['template'] as PodTemplate).spec);
}

export function setAutoscalerDefaults(object: KubeObject): void {
  const spec = specOf(object);
  fill(spec, { minReplicas: 1 });
  if (!Array.isArray(spec['metrics']) || spec['metrics'].length === 0) {
    const target = { type: 'Utilization', averageUtilization: 80 };
    spec['metrics'] = [{ type: 'Resource', resource: { name: 'cpu', target } }];
  }
}

export function setNamespaceDefaults(object: KubeObject): void {
  object.metadata.labels = { ...object.metadata.labels, 'kubernetes.io/metadata.name': object.metadata.name };
}

export function admitNamespace(object: KubeObject): void {
  fill(specOf(object), { finalizers: ['kubernetes'] });
  object['status'] = { phase: 'Active' };
}

/** Data given as text moves into `data`, as base64. */
export function setSecretDefaults(object: KubeObject): void {
  fill(object, { type: 'Opaque' });
  const text = object['stringData'] as Record<string, string> | undefined;
  if (text === undefined) return;
  const encoded = Object.entries(text).map(([key, value]) => [key, Buffer.from(value).toString('base64')]);
  object['data'] = { ...(object['data'] as Fields | undefined), ...Object.fromEntries(encoded) };
  Reflect.deleteProperty(object, 'stringData');
}

export function setServiceDefaults(object: KubeObject): void {
  const spec = specOf(object);
  fill(spec, { type: 'ClusterIP', sessionAffinity: 'None', internalTrafficPolicy: 'Cluster' });
  for (const port of (spec['ports'] as Fields[] | undefined) ?? []) {
    fill(port, { protocol: 'TCP' });
    if (port['targetPort'] === undefined || port['targetPort'] === 0) port['targetPort'] = port['port'];
  }
}

/** Gives every service a cluster address in 10.96.0.0/16, derived from its name, unless it is headless. */
export function admitService(object: KubeObject): void {
  const spec = specOf(object);
  if (spec['type'] === 'ExternalName') return;
  const text = `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
  const sum = Buffer.from(text).reduce((total, byte) => (total * 31 + byte) % 65_025, 7);
  fill(spec, { clusterIP: `10.96.${Math.floor(sum / 255)}.${(sum % 255) + 1}` });
  fill(spec, { clusterIPs: [spec['clusterIP']], ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' });
}

export function setClaimDefaults(object: KubeObject): void {
  fill(specOf(object), { volumeMode: 'Filesystem' });
}

export function setStorageClassDefaults(object: KubeObject): void {
  fill(object, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' });
}

export function admitClaim(object: KubeObject): void {
  object.metadata.finalizers = [...(object.metadata.finalizers ?? []), claimProtection];
  object['status'] = { phase: 'Pending' };
}

/** Keeps a claim until no pod uses it. */
export const claimProtection = 'kubernetes.io/pvc-protection';

const templateGeneration = 'deprecated.daemonset.template.generation';

/** Counts a DaemonSet's templates in an annotation, as the API server still does. */
export function countTemplates(object: KubeObject, before: KubeObject | undefined): void {
  const known = Number(before?.metadata.annotations?.[templateGeneration] ?? 0);
  const same = before !== undefined && equalJson(specOf(object)['template'], specOf(before)['template']);
  const count = same ? known : known + 1;
  object.metadata.annotations = { ...object.metadata.annotations, [templateGeneration]: String(count) };
}

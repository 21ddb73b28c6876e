import { collectionPath, objectPath } from '../../cluster/object-path.ts';
import type { JsonObject } from '../../model/json.ts';
import type { ClusterReader, Inquiry } from '../collector.ts';
import { isNotFound } from '../failure.ts';
import { stringMapAt, textAt, valueAt } from '../read-json.ts';
import { findNode } from './find-node.ts';
import { findReplicaSets } from './find-replica-sets.ts';
import { findWorkload, type Workload } from './find-workload.ts';
import { mapSelectorText, selectorText } from './label-selector.ts';
import { controllerOf } from './owner.ts';

/**
 * The pods that belong to the subject: of its workload by selector and owner, of its Service or budget by selector, on
 * its node, in its namespace. Not sorted.
 * @throws ClusterError
 */
export async function findPods(inquiry: Inquiry): Promise<JsonObject[]> {
  const { subject, timeoutMs } = inquiry;
  const { cluster } = inquiry.sources;
  if (cluster === undefined || subject.kind === 'Cluster') return [];
  if (subject.kind === 'Node') {
    const node = textAt(await findNode(cluster, subject.name, timeoutMs), 'metadata', 'name');
    return node === undefined ? [] : await podsOnNode(cluster, node, timeoutMs);
  }
  const namespace = subject.kind === 'Namespace' ? (subject.namespace ?? subject.name) : subject.namespace;
  if (namespace === undefined) return [];
  if (subject.kind === 'Namespace')
    return await cluster.list(collectionPath('Pod', namespace), { timeoutMs });
  const workload = await findWorkload(inquiry);
  if (workload !== undefined) return await podsOfWorkload(cluster, namespace, workload, timeoutMs);
  const labelSelector = await selectorOfSubject(inquiry, cluster, namespace);
  if (labelSelector !== undefined) {
    return await cluster.list(collectionPath('Pod', namespace), { labelSelector, timeoutMs });
  }
  if (subject.kind !== 'Pod') return [];
  const pod = await readOrNothing(cluster, { kind: 'Pod', namespace, name: subject.name }, timeoutMs);
  return pod === undefined ? [] : [pod];
}

export async function podsOnNode(
  cluster: ClusterReader,
  node: string,
  timeoutMs: number,
): Promise<JsonObject[]> {
  return await cluster.list(collectionPath('Pod'), { fieldSelector: `spec.nodeName=${node}`, timeoutMs });
}

async function podsOfWorkload(
  cluster: ClusterReader,
  namespace: string,
  workload: Workload,
  timeoutMs: number,
): Promise<JsonObject[]> {
  const { reference, object } = workload;
  const path = collectionPath('Pod', namespace);
  if (reference.kind === 'CronJob') {
    const jobs = await cluster.list(collectionPath('Job', namespace), { timeoutMs });
    const uids = new Set(
      jobs
        .filter((job) => controllerOf(job)?.uid === reference.uid)
        .map((job) => textAt(job, 'metadata', 'uid')),
    );
    // Jobs label their pods with job-name since ever; older clusters lack the batch.kubernetes.io/ form.
    const pods = await cluster.list(path, { labelSelector: 'job-name', timeoutMs });
    return pods.filter((pod) => uids.has(controllerOf(pod)?.uid));
  }
  const labelSelector = selectorText(valueAt(object, 'spec', 'selector'));
  if (labelSelector === undefined) return [];
  const pods = await cluster.list(path, { labelSelector, timeoutMs });
  const owners =
    reference.kind === 'Deployment' || reference.kind === 'Rollout'
      ? (await findReplicaSets(cluster, workload, timeoutMs)).map((set) => textAt(set, 'metadata', 'uid'))
      : [reference.uid];
  // Two workloads may select the same labels; the owner decides.
  return pods.filter((pod) => owners.includes(controllerOf(pod)?.uid));
}

async function selectorOfSubject(
  { subject, timeoutMs }: Inquiry,
  cluster: ClusterReader,
  namespace: string,
): Promise<string | undefined> {
  if (subject.kind !== 'Service' && subject.kind !== 'PodDisruptionBudget') return undefined;
  const object = await readOrNothing(
    cluster,
    { kind: subject.kind, namespace, name: subject.name },
    timeoutMs,
  );
  return subject.kind === 'Service'
    ? mapSelectorText(stringMapAt(object, 'spec', 'selector'))
    : selectorText(valueAt(object, 'spec', 'selector'));
}

async function readOrNothing(
  cluster: ClusterReader,
  object: { kind: string; namespace: string; name: string },
  timeoutMs: number,
): Promise<JsonObject | undefined> {
  try {
    return await cluster.get(objectPath(object), { timeoutMs });
  } catch (error) {
    if (isNotFound(error) || error instanceof RangeError) return undefined;
    throw error;
  }
}

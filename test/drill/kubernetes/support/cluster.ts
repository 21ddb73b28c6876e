import { onTestFinished } from 'vitest';
import type { KubernetesHandle } from '../../../../src/drill/kubernetes/kubernetes-handle.ts';
import type { KubernetesOptions } from '../../../../src/drill/kubernetes/kubernetes-options.ts';
import { startKubernetes } from '../../../../src/drill/kubernetes/start-kubernetes.ts';
import type { Deployment, Pod } from '../../../../src/drill/kubernetes/resources/workload-types.ts';
import { namespace } from './manifests.ts';

/** A cluster of two nodes that runs 50 times as fast as real time, stopped when the test ends. */
export async function cluster(options: KubernetesOptions = {}): Promise<KubernetesHandle> {
  const nodes = [{ name: 'node-1' }, { name: 'node-2' }];
  const handle = await startKubernetes({ nodes, namespaces: [namespace], speed: 50, ...options });
  onTestFinished(() => handle.stop());
  return handle;
}

export function web(handle: KubernetesHandle, name = 'web'): Deployment {
  const found = handle.read({ resource: 'deployments', namespace, name });
  if (found === undefined) throw new Error(`no Deployment ${name}`);
  return found as Deployment;
}

export function pods(handle: KubernetesHandle): Pod[] {
  return handle.list('pods', namespace) as Pod[];
}

/** Complete in the sense of `kubectl rollout status`. */
export function isRolledOut({ spec, status, metadata }: Deployment): boolean {
  const wanted = spec.replicas ?? 1;
  const { observedGeneration, updatedReplicas, replicas, availableReplicas } = status;
  return (
    observedGeneration === metadata.generation &&
    (updatedReplicas ?? 0) === wanted &&
    (replicas ?? 0) === wanted &&
    (availableReplicas ?? 0) === wanted
  );
}

export async function rolledOut(handle: KubernetesHandle): Promise<void> {
  const describe = () =>
    JSON.stringify({ deployment: web(handle), pods: pods(handle).map(({ status }) => status) });
  const settled = () => pods(handle).every(({ metadata }) => metadata.deletionTimestamp === undefined);
  await handle.until(() => isRolledOut(web(handle)) && settled(), { describe });
}

/** Reasons and messages of the events about objects whose name begins so. */
export function events(handle: KubernetesHandle, name: string): string[] {
  return handle
    .list('events')
    .filter((event) => (event['involvedObject'] as { name: string }).name.startsWith(name))
    .map((event) => `${String(event['reason'])}: ${String(event['message'])}`);
}

/** The parts of an answer that tests look at. */
export interface AnswerBody {
  kind?: string;
  message?: string;
  reason?: string;
  metadata?: { resourceVersion?: string; continue?: string };
  items?: { metadata: { name: string } }[];
}

/** A raw request, as our own client sends it. */
export async function request(
  handle: KubernetesHandle,
  path: string,
  init: {
    method?: string;
    body?: unknown;
    type?: string;
    headers?: Record<string, string>;
    token?: string;
  } = {},
): Promise<{ status: number; body: AnswerBody; text: string; headers: Headers }> {
  const response = await fetch(`${handle.url}${path}`, {
    method: init.method ?? 'GET',
    headers: {
      authorization: `Bearer ${init.token ?? 'drill-token'}`,
      ...(init.body === undefined ? {} : { 'content-type': init.type ?? 'application/json' }),
      ...init.headers,
    },
    ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    body: parsed(text),
    text,
    headers: response.headers,
  };
}

/** Logs, health and watches are no single JSON document. */
function parsed(text: string): AnswerBody {
  try {
    return JSON.parse(text) as AnswerBody;
  } catch {
    return {};
  }
}

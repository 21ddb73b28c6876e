import * as errors from '../errors/api-errors.ts';
import type { KubeObject } from '../kube-object.ts';
import type { DeleteOptions } from '../registry/write-context.ts';
import { findResource } from '../resources/resource-table.ts';
import { setCondition } from '../resources/conditions.ts';
import type { Pod, PodDisruptionBudget } from '../resources/workload-types.ts';
import { labelsMatch, requirementsOf } from '../select/label-selector.ts';
import { podIsReady } from '../resources/pod-readiness.ts';
import type { Answer, Exchange } from './exchange.ts';
import { readObject } from './read-object.ts';
import { readWriteParameters, writeMode } from './write-parameters.ts';

// Rules and words: kubernetes/pkg/registry/core/pod/storage/eviction.go (1.34).

const refusedMessage = "Cannot evict pod as it would violate the pod's disruption budget.";

const success = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };

function budgetsOf(exchange: Exchange, pod: Pod): PodDisruptionBudget[] {
  const definition = findResource('policy', 'poddisruptionbudgets');
  if (definition === undefined) return [];
  const all = exchange.registry.store.list(definition, pod.metadata.namespace) as PodDisruptionBudget[];
  return all.filter(
    ({ spec }) => spec.selector && labelsMatch(requirementsOf(spec.selector), pod.metadata.labels),
  );
}

/** Pods that have not started or have ended go without asking a budget. */
function needsNoBudget({ status, metadata }: Pod): boolean {
  const phase = status.phase ?? 'Pending';
  return phase !== 'Running' || metadata.deletionTimestamp !== undefined;
}

/** An unready pod may go without counting when the budget is otherwise met. */
function goesUncounted(pod: Pod, { spec, status }: PodDisruptionBudget): boolean {
  if (podIsReady(pod)) return false;
  if (spec.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
  return status.currentHealthy >= status.desiredHealthy && status.desiredHealthy > 0;
}

/** @throws StatusError 429 */
function takeFromBudget(
  exchange: Exchange,
  pod: Pod,
  budget: PodDisruptionBudget,
  mode: DeleteOptions['mode'],
): void {
  const { name } = budget.metadata;
  if ((budget.status.observedGeneration ?? 0) < (budget.metadata.generation ?? 0)) {
    const message = `The disruption budget ${name} is still being processed by the server.`;
    throw errors.tooManyRequests(refusedMessage, 10, [{ reason: 'DisruptionBudget', message }]);
  }
  if (budget.status.disruptionsAllowed === 0) {
    const { desiredHealthy, currentHealthy } = budget.status;
    const message = `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
    throw errors.tooManyRequests(refusedMessage, 0, [{ reason: 'DisruptionBudget', message }]);
  }
  const definition = findResource('policy', 'poddisruptionbudgets');
  if (definition === undefined || mode === 'dry-run') return;
  const disrupted = {
    ...budget.status.disruptedPods,
    [pod.metadata.name]: new Date(exchange.registry.now()).toISOString(),
  };
  const status = {
    ...budget.status,
    disruptionsAllowed: budget.status.disruptionsAllowed - 1,
    disruptedPods: disrupted,
  };
  const namespace = budget.metadata.namespace ?? '';
  const change = (current: KubeObject) => ({ ...current, status });
  exchange.registry.update(definition, namespace, name, change, {
    manager: 'kube-apiserver',
    mode: 'store',
    subresource: 'status',
  });
}

function removePod(exchange: Exchange, pod: Pod, options: DeleteOptions): void {
  const { registry, definition } = exchange;
  const { name, namespace = '' } = pod.metadata;
  // The options' preconditions are about the pod before the condition was added: check them first.
  registry.delete(definition, namespace, name, { ...options, mode: 'dry-run' });
  if (options.mode === 'dry-run') return;
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
  } as const;
  registry.update(
    definition,
    namespace,
    name,
    (current) => {
      const next = structuredClone(current) as Pod;
      next.status.conditions = setCondition(next.status.conditions ?? [], condition, registry.now());
      return next;
    },
    { manager: 'kube-apiserver', mode: 'store', subresource: 'status' },
  );
  const { mode, gracePeriodSeconds } = options;
  registry.delete(definition, namespace, name, {
    mode,
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
  });
}

/** POST on `…/pods/NAME/eviction`. */
export function evictPod(exchange: Exchange): Answer {
  const { registry, definition, target } = exchange;
  const parameters = readWriteParameters(exchange, 'CreateOptions');
  const type = { group: 'policy', version: 'v1', kind: 'Eviction', schema: 'policy.Eviction' };
  const object = readObject(exchange, type, parameters);
  if (object.metadata['name'] !== target.name) {
    throw errors.badRequest('name in URL does not match name in Eviction object');
  }
  const sent = (object['deleteOptions'] ?? {}) as Omit<DeleteOptions, 'mode'> & { dryRun?: string[] };
  const asked = writeMode(sent.dryRun ?? [], 'DeleteOptions');
  const mode = parameters.context.mode === 'dry-run' ? 'dry-run' : asked;
  const options: DeleteOptions = {
    mode,
    ...(sent.gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds: sent.gracePeriodSeconds }),
    ...(sent.preconditions === undefined ? {} : { preconditions: sent.preconditions }),
  };
  const pod = registry.get(definition, target.namespace, target.name) as Pod;
  if (!needsNoBudget(pod)) {
    const budgets = budgetsOf(exchange, pod);
    const [budget] = budgets;
    if (budgets.length > 1) {
      const message =
        'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.';
      return {
        code: 500,
        body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 },
      };
    }
    if (budget && !goesUncounted(pod, budget)) takeFromBudget(exchange, pod, budget, mode);
  }
  removePod(exchange, pod, options);
  return { code: 201, body: success };
}

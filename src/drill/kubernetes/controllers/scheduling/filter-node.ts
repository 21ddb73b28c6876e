import { parseQuantity } from '../../resources/quantity.ts';
import type { Node, Pod, PodSpec, Taint, Toleration } from '../../resources/workload-types.ts';
import { labelsMatch, requirementsOf } from '../../select/label-selector.ts';

/** A toleration covers a taint. An empty key with operator Exists covers all. */
export function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect !== undefined && toleration.effect !== taint.effect) return false;
  if (toleration.key !== undefined && toleration.key !== taint.key) return false;
  if (toleration.key === undefined && toleration.operator !== 'Exists') return false;
  return toleration.operator === 'Exists' || (toleration.value ?? '') === (taint.value ?? '');
}

export function toleratesAll(
  tolerations: readonly Toleration[] | undefined,
  taints: readonly Taint[],
): boolean {
  return taints.every((taint) => (tolerations ?? []).some((toleration) => tolerates(toleration, taint)));
}

/** What the containers of a pod ask for together; init containers count when they ask for more. */
export function requestsOf(spec: PodSpec, name: 'cpu' | 'memory'): number {
  const of = (containers: PodSpec['containers']) =>
    containers.map(({ resources }) => parseQuantity(resources?.requests?.[name]));
  const normal = of(spec.containers).reduce((sum, one) => sum + one, 0);
  return Math.max(normal, ...of(spec.initContainers ?? []));
}

interface AffinityTerm {
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
  matchFields?: { key: string; operator: string; values?: string[] }[];
}

function matchesAffinity({ nodeSelector, affinity }: PodSpec, node: Node): boolean {
  const labels = node.metadata.labels ?? {};
  if (!labelsMatch(requirementsOf({ matchLabels: nodeSelector ?? {} }), labels)) return false;
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  if (required === undefined) return true;
  return (required.nodeSelectorTerms as AffinityTerm[]).some(
    ({ matchExpressions = [], matchFields = [] }) =>
      labelsMatch(requirementsOf({ matchExpressions }), labels) &&
      labelsMatch(requirementsOf({ matchExpressions: matchFields }), { 'metadata.name': node.metadata.name }),
  );
}

/** Why a node is refused; `final` reasons do not change when pods leave the node. */
export interface Refusal {
  reasons: string[];
  final: boolean;
}

/**
 * Why the pod does not fit on the node, in the scheduler's words, by its filters in their order; undefined when it fits.
 * Source: kubernetes/pkg/scheduler/framework/plugins (1.34).
 * @param others the pods that are on the node and have not ended.
 */
export function refusal(pod: Pod, node: Node, others: readonly Pod[]): Refusal | undefined {
  const tolerations = pod.spec.tolerations ?? [];
  const cordon: Taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };
  if (node.spec.unschedulable === true && !toleratesAll(tolerations, [cordon])) {
    return { reasons: ['node(s) were unschedulable'], final: true };
  }
  const hard = (node.spec.taints ?? []).filter(({ effect }) => effect !== 'PreferNoSchedule');
  if (!toleratesAll(tolerations, hard)) return { reasons: ['node(s) had untolerated taint(s)'], final: true };
  if (!matchesAffinity(pod.spec, node)) {
    return { reasons: ["node(s) didn't match Pod's node affinity/selector"], final: true };
  }
  const allocatable = node.status.allocatable ?? {};
  const reasons: string[] = [];
  if (others.length + 1 > parseQuantity(allocatable['pods'] ?? '110')) reasons.push('Too many pods');
  for (const name of ['cpu', 'memory'] as const) {
    const wanted = requestsOf(pod.spec, name);
    const used = others.reduce((sum, other) => sum + requestsOf(other.spec, name), 0);
    // Sums of fractions: a thousandth of a core less is no shortage.
    if (wanted > 0 && used + wanted > parseQuantity(allocatable[name]) + 1e-6)
      reasons.push(`Insufficient ${name}`);
  }
  return reasons.length === 0 ? undefined : { reasons, final: false };
}

/** `0/3 nodes are available: 1 Insufficient cpu, 2 node(s) were unschedulable. no new claims to deallocate, preemption: …`, as 1.34 says it. */
export function unschedulableMessage(refusals: readonly Refusal[]): string {
  if (refusals.length === 0) return 'no nodes available to schedule pods';
  const count = (texts: string[]): string =>
    [...new Set(texts)]
      .map((text) => `${texts.filter((other) => other === text).length} ${text}`)
      .sort()
      .join(', ');
  const total = refusals.length;
  const unhelpful = refusals.map(({ final }) =>
    final ? 'Preemption is not helpful for scheduling' : 'No preemption victims found for incoming pod',
  );
  const head = `0/${total} nodes are available:`;
  return `${head} ${count(refusals.flatMap(({ reasons }) => reasons))}. no new claims to deallocate, preemption: ${head} ${count(unhelpful)}.`;
}

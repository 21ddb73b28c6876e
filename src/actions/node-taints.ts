import type { Change } from '../cluster/cluster-client.ts';
import { objectPath } from '../cluster/object-path.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Plan, PlanRefusal } from '../model/plan.ts';
import { writeTaint, type Taint } from '../model/taint.ts';
import { planRefusal, type ActionTools, type Lock, type Verification } from './action.ts';
import { lastWriter } from './execution-mark.ts';
import { objectsAt, stringAt } from './json-at.ts';
import { markedPatch } from './marked-patch.ts';
import { podsOnNode } from './pods-on-node.ts';
import type { ReadTarget } from './read-target.ts';

export const taintsOf = (node: JsonObject): JsonObject[] => objectsAt(node, 'spec', 'taints');

/** What the API server keeps, as text: `dedicated=batch:NoSchedule`. */
export function taintText(taint: JsonObject): string {
  const value = stringAt(taint, 'value') ?? '';
  const key = stringAt(taint, 'key') ?? '';
  return `${key}${value === '' ? '' : `=${value}`}:${stringAt(taint, 'effect') ?? ''}`;
}

/** Key and effect name a taint; a node has each pair at most once. */
export function sameTaint(taint: JsonObject, { key, effect }: Taint): boolean {
  return taint['key'] === key && (effect === undefined || taint['effect'] === effect);
}

/** Kubernetes' own taints are kept in step with the node's conditions: by hand they come and go. */
export function refuseOwnTaint({ key }: Taint, name: string): PlanRefusal | undefined {
  if (!/^node\.kubernetes\.io\//.test(key)) return undefined;
  const instead = key === 'node.kubernetes.io/unschedulable' ? ` Use \`/mw cordon ${name}\`.` : '';
  return planRefusal(
    'bad-value',
    `${key} is Kubernetes' own: its controllers set it by the node's state.${instead}`,
  );
}

/** A strategic merge patch of spec.taints replaces the list (measured), so it carries all of it, and always the lock. */
export function taintsPatch(
  node: ReadTarget,
  taints: readonly JsonObject[],
  { mark, lock }: { mark: string; lock: Lock },
): Change {
  return markedPatch(
    node,
    {
      type: 'application/strategic-merge-patch+json',
      body: { spec: { taints: taints.length === 0 ? null : [...taints] } },
    },
    { mark, lock },
  );
}

/** The pods of a node that a NoExecute taint sends away; undefined where pods cannot be listed. */
export async function podsSentAway(
  tools: ActionTools,
  node: string,
  taint: Taint,
): Promise<{ at: string[]; later: string[] } | undefined> {
  const pods = await podsOnNode(tools, node);
  if (pods === undefined) return undefined;
  const at: string[] = [];
  const later: string[] = [];
  for (const pod of pods) {
    const phase = stringAt(pod, 'status', 'phase');
    if (phase === 'Succeeded' || phase === 'Failed') continue;
    const name = `${stringAt(pod, 'metadata', 'namespace') ?? ''}/${stringAt(pod, 'metadata', 'name') ?? ''}`;
    const tolerated = objectsAt(pod, 'spec', 'tolerations').filter((one) => tolerates(one, taint));
    if (tolerated.length === 0) at.push(name);
    else if (tolerated.every((one) => one['tolerationSeconds'] !== undefined)) later.push(name);
  }
  return { at, later };
}

/** Toleration.ToleratesTaint of k8s.io/api/core/v1. */
function tolerates(toleration: JsonObject, taint: Taint): boolean {
  const effect = stringAt(toleration, 'effect') ?? '';
  if (effect !== '' && effect !== taint.effect) return false;
  const key = stringAt(toleration, 'key') ?? '';
  if (key !== '' && key !== taint.key) return false;
  const operator: Json = toleration['operator'] ?? 'Equal';
  if (operator === 'Exists') return true;
  return operator === 'Equal' && (stringAt(toleration, 'value') ?? '') === (taint.value ?? '');
}

export async function verifyTaint(
  tools: ActionTools,
  plan: Plan,
  taint: Taint,
  wanted: 'there' | 'gone',
): Promise<Verification> {
  const node = await tools.cluster.get(objectPath(plan.target));
  const { name } = plan.target;
  if (stringAt(node, 'metadata', 'uid') !== plan.target.uid)
    return { result: 'unknown', sentence: `Node ${name} was deleted and made anew since.` };
  const found = taintsOf(node).some((one) => taintText(one) === writeTaint(taint));
  const state = `Node ${name} ${found ? 'has' : 'does not have'} the taint ${writeTaint(taint)}`;
  if (found === (wanted === 'there')) return { result: 'worked', sentence: `${state}.` };
  const by = lastWriter(node, ['f:spec', 'f:taints'])?.manager ?? 'somebody';
  return { result: 'no-effect', sentence: `${state}: it was set back by ${by}.` };
}

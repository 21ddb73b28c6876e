import type { JsonObject } from '../../model/json.ts';
import { labelsMatch } from '../label-matches.ts';
import { jsonAt, numberAt, objectAt, stringAt } from '../json-at.ts';
import type { TouchedPods } from './touched.ts';

/**
 * What the disruption budgets of these pods say. Scaling and rollouts ask no budget (only evictions do), so it is told
 * where fewer pods stay than one wants healthy.
 */
export function budgetWarnings(budgets: readonly JsonObject[], pods: TouchedPods): string[] {
  return budgets
    .filter((budget) => labelsMatch(objectAt(budget, 'spec', 'selector'), pods.template))
    .flatMap((budget) => warningOf(budget, pods) ?? []);
}

function warningOf(budget: JsonObject, { before, after, stay, surge }: TouchedPods): string | undefined {
  const name = stringAt(budget, 'metadata', 'name') ?? '';
  const healthy = numberAt(budget, 'status', 'currentHealthy') ?? 0;
  const desired = numberAt(budget, 'status', 'desiredHealthy') ?? 0;
  const allowed = numberAt(budget, 'status', 'disruptionsAllowed') ?? 0;
  // A share or maxUnavailable follows the number of pods.
  const least = jsonAt(budget, 'spec', 'minAvailable');
  if (after < before && typeof least === 'number' && after < least)
    return `pdb/${name} wants ${least} healthy pods, and ${after} stay: scaling asks no budget, and afterwards no node can be drained.`;
  const missing = surge?.missing ?? 0;
  if (stay === 'replaced' && missing > allowed)
    return `pdb/${name} has room for ${allowed} (${healthy} healthy, ${desired} wanted), and the rollout may have ${missing} missing at once: rollouts ask no budget.`;
  return undefined;
}

import type { ExecutionStep } from '../../model/action-request.ts';
import type { ActionParameters } from '../../model/action.ts';
import type { Plan, PlanRefusal } from '../../model/plan.ts';
import { isRefusal, planRefusal, type ActionTools } from '../action.ts';
import { catalogue } from '../catalogue.ts';
import { exactPart } from './exact-part.ts';
import { inBatches } from './in-batches.ts';
import { partPlan } from './part-plan.ts';

/**
 * What would bring back the state before on those objects that were changed. An object that has moved on since is left out;
 * when all have, the first one's reason is the answer.
 * @throws ClusterError
 */
export async function inverseOfSeveral(
  tools: ActionTools,
  plan: Plan,
  steps: readonly ExecutionStep[],
): Promise<ActionParameters | PlanRefusal> {
  const done = (plan.parts ?? []).filter((part) =>
    steps.some(({ key, outcome }) => key === part.target.uid && outcome === 'done'),
  );
  const inverses = await inBatches(done, async (part) =>
    catalogue[plan.parameters.action].inverse(tools, partPlan(plan, part)),
  );
  const wanted = inverses.flatMap((one) => (isRefusal(one) ? [] : [one]));
  const [first] = wanted;
  if (first === undefined)
    return (
      inverses.flatMap((one) => (isRefusal(one) ? [one] : []))[0] ??
      planRefusal('nothing-to-return-to', 'None of them was changed: there is nothing to undo.')
    );
  if (wanted.length === 1) return first;
  if (wanted.some(({ action }) => action !== first.action))
    return planRefusal('bad-value', 'These need different actions to be undone: undo them one by one.');
  return { ...first, parts: wanted.map(exactPart) };
}

import type { Plan, PlanPart } from '../../model/plan.ts';

/** One object of a plan for several, as a plan of its own. */
export function partPlan(plan: Plan, part: PlanPart): Plan {
  const own: Plan = { ...plan, ...part };
  delete own.parts;
  delete own.timeLimitMs;
  return own;
}

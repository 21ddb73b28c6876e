import type { Plan, PlanPart } from '../../model/plan.ts';

/** One object of a plan for several, as a plan of its own. */
export function partPlan(plan: Plan, part: PlanPart): Plan {
  const { parts: _parts, timeLimitMs: _limit, ...whole } = plan;
  return { ...whole, ...part };
}

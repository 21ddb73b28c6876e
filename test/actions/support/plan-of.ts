import { isRefusal, type ActionTools } from '../../../src/actions/action.ts';
import { carryOut, type CallResult } from '../../../src/actions/carry-out.ts';
import { makePlan } from '../../../src/actions/make-plan.ts';
import type { ActionParameters } from '../../../src/model/action.ts';
import type { Plan } from '../../../src/model/plan.ts';

/** The plan, or the test fails with the refusal. */
export async function planOf(tools: ActionTools, parameters: ActionParameters): Promise<Plan> {
  const made = await makePlan(tools, parameters);
  if (isRefusal(made)) throw new Error(`${made.reason}: ${made.message}`);
  return made;
}

/** Carries a plan out as the first and only attempt. */
export async function carry(tools: ActionTools, plan: Plan, executionId: string): Promise<CallResult> {
  return carryOut(tools, {
    plan,
    executionId,
    earlierCall: 'none',
    sending: 'allowed',
    begin: async () => 'first',
  });
}

import { catalogue } from '../actions/catalogue.ts';
import { carryOutSeveral } from '../actions/several/carry-out-several.ts';
import type { StepsOptions, StepsResult } from '../actions/steps.ts';
import type { ActionTools } from '../actions/action.ts';
import type { ActionRequest, Execution } from '../model/action-request.ts';
import type { Plan } from '../model/plan.ts';
import type { ActionWorkTools } from './action-tools.ts';

/** One pass over the steps of an execution: what can begin begins, what has left is looked at. */
export async function carrySteps(
  tools: Pick<ActionWorkTools, 'store' | 'now' | 'readOnly'>,
  actionTools: ActionTools,
  request: ActionRequest,
  execution: Execution,
): Promise<StepsResult> {
  const { plan } = request;
  const options: StepsOptions = {
    plan,
    executionId: execution.id,
    steps: execution.steps ?? [],
    sending: sendingOf(tools, plan, execution),
    // The mode may have come with a restart, between two steps.
    begin: async (step) => {
      if (tools.readOnly) return 'frozen';
      const at = tools.now();
      const begun = await tools.store.beginStep(request.id, step, at);
      // What is said at the end holds for the calls that are known here: another process may have begun others.
      if (begun === 'first') execution.steps = [...(execution.steps ?? []), { ...step, calledAt: at }];
      return begun;
    },
    record: async (finished, progress) => {
      const finishedAt = tools.now();
      await tools.store.recordSteps(request.id, {
        finished: finished.map((step) => ({ ...step, finishedAt })),
        progress,
      });
    },
  };
  if (plan.parts !== undefined) return carryOutSeveral(actionTools, options);
  const action = catalogue[plan.parameters.action];
  if (action.advance === undefined) throw new Error(`${action.name} has no steps`);
  return action.advance(actionTools, options);
}

function sendingOf(
  { now }: Pick<ActionWorkTools, 'now'>,
  plan: Plan,
  execution: Execution,
): StepsOptions['sending'] {
  if (execution.aborted !== undefined) return 'aborted';
  return isOver(plan, execution, now()) ? 'over' : 'allowed';
}

/** Whether the time in which its steps may begin has passed. */
export function isOver(plan: Plan, execution: Execution, now: number): boolean {
  return now - execution.startedAt > (plan.timeLimitMs ?? 0);
}

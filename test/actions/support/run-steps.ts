import type { ActionTools } from '../../../src/actions/action.ts';
import { catalogue } from '../../../src/actions/catalogue.ts';
import { carryOutSeveral } from '../../../src/actions/several/carry-out-several.ts';
import type { StepsOptions, StepsResult } from '../../../src/actions/steps.ts';
import type { ExecutionStep } from '../../../src/model/action-request.ts';
import type { Plan } from '../../../src/model/plan.ts';

/** What the store would know of an execution of several steps; a new process of the bot begins with the same. */
export class StepsMemory {
  steps: ExecutionStep[] = [];
  progress: string[] = [];
  /** What the next `begin` answers in place of `first` or `again`. */
  refuse: 'frozen' | 'aborted' | undefined;

  readonly begin: StepsOptions['begin'] = async ({ key, name }) => {
    if (this.refuse !== undefined) return this.refuse;
    if (this.steps.some((step) => step.key === key)) return 'again';
    this.steps.push({ key, name, calledAt: Date.now() });
    return 'first';
  };

  readonly record: StepsOptions['record'] = async (finished, progress) => {
    this.progress.push(progress);
    this.steps = this.steps.map((step) => {
      const found = finished.find(({ key }) => key === step.key);
      return found === undefined || step.outcome !== undefined
        ? step
        : { ...step, ...found, finishedAt: Date.now() };
    });
  };
}

/** One pass, as the worker makes it. */
export async function pass(
  tools: ActionTools,
  plan: Plan,
  memory: StepsMemory,
  sending: StepsOptions['sending'] = 'allowed',
): Promise<StepsResult> {
  const options: StepsOptions = {
    plan,
    executionId: 'exec1',
    steps: [...memory.steps],
    sending,
    begin: memory.begin,
    record: memory.record,
  };
  if (plan.parts !== undefined) return carryOutSeveral(tools, options);
  const action = catalogue[plan.parameters.action];
  if (action.advance === undefined) throw new Error(`${action.name} has no steps`);
  return action.advance(tools, options);
}

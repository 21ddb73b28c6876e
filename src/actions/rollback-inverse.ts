import type { ActionParameters } from '../model/action.ts';
import { fullReference } from '../model/object-reference.ts';
import type { Plan, PlanRefusal } from '../model/plan.ts';
import { isRefusal, planRefusal, type ActionTools } from './action.ts';
import { stringAt } from './json-at.ts';
import { readTarget } from './read-target.ts';
import { listRevisions, templateHash } from './revisions.ts';

/** Back to the template that ran before the rollback, by its hash: its revision may have another number by now. */
export async function inverseOfRollback(
  tools: ActionTools,
  plan: Plan,
): Promise<ActionParameters | PlanRefusal> {
  const read = await readTarget(tools, plan.target);
  if (isRefusal(read)) return read;
  const { object, reference } = read;
  const name = fullReference(reference);
  if (templateHash(object) !== stringAt(plan.after, 'template')) {
    const message = `${name} has been changed since that rollback, so undoing it would undo the later change too. Ask for a rollback to the revision that you want.`;
    return planRefusal('world-moved-on', message);
  }
  const revisions = await listRevisions(tools, object);
  const before = revisions.find((one) => one.templateHash === stringAt(plan.before, 'template'));
  if (before === undefined) {
    const message = `The version that ran before is no longer in the history of ${name}. Deploy it again instead.`;
    return planRefusal('nothing-to-return-to', message);
  }
  return { action: 'rollback', target: reference, revision: before.number };
}

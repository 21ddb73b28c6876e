import { objectPath } from '../cluster/object-path.ts';
import { isSilenceAction } from '../model/action.ts';
import { fullReference } from '../model/object-reference.ts';
import { numberAt, stringAt } from './json-at.ts';
import type { Plan } from '../model/plan.ts';
import { isRefusal, type ActionTools, type Prepared } from './action.ts';
import { catalogue } from './catalogue.ts';
import { carriesMark, executionMark } from './execution-mark.ts';
import { planDigest } from './plan-digest.ts';
import { refusalOf } from './refusal-of.ts';

/** What a look found. A repeat sends `prepared`, which holds the resourceVersion of this look: a late first call then meets a 409. */
export type Look =
  { found: 'done' | 'unknown' | 'unreadable'; message: string } | { found: 'not-done'; prepared: Prepared };

const doneOnce = 'The answer was lost; the cluster shows that this call was carried out, once.';
const doneBySomebody =
  'The answer was lost; the cluster shows the effect, though not who made it. The call is not repeated.';
const notAllAnswer =
  'Not every replica of Alertmanager answers, so it cannot be told whether it was carried out.';
const cannotBeTold = 'Whether the call was carried out cannot be told; it is not repeated.';

/**
 * Looks whether an execution's call was carried out: its name among the managed fields or in the annotation, else the
 * state. Says `not-done` only when nothing that the plan rests on has changed.
 */
export async function lookForEffect(tools: ActionTools, plan: Plan, executionId: string): Promise<Look> {
  const action = catalogue[plan.parameters.action];
  try {
    if (action.look !== undefined) {
      const seen = await action.look(tools, plan, executionMark(action.name, executionId));
      if (seen === 'done') return { found: 'done', message: doneOnce };
      if (seen === 'effect') return { found: 'done', message: doneBySomebody };
      if (seen === 'unknown') return { found: 'unknown', message: cannotBeTold };
      if (seen === 'again') return { found: 'unreadable', message: notAllAnswer };
      if (isSilenceAction(action.name)) return await againOutside(tools, plan);
    }
    const object = await tools.cluster.get(objectPath(plan.target), {
      ...(tools.identity !== undefined && { identity: tools.identity }),
    });
    if (stringAt(object, 'metadata', 'uid') !== plan.target.uid) {
      return {
        found: 'unknown',
        message: `${fullReference(plan.target)} was deleted and made anew meanwhile; whether the call had been carried out cannot be told.`,
      };
    }
    if (carriesMark(object, executionMark(action.name, executionId))) {
      return { found: 'done', message: doneOnce };
    }
    const prepared = await action.prepare(tools, plan.parameters);
    if (isRefusal(prepared)) {
      if (prepared.reason === 'unreachable') return { found: 'unreadable', message: prepared.message };
      if (prepared.reason === 'already-so') {
        return {
          found: 'done',
          message: doneBySomebody,
        };
      }
      return {
        found: 'unknown',
        message: `Whether the call was carried out cannot be told; it is not repeated. ${prepared.message}`,
      };
    }
    if (planDigest(prepared) === plan.digest && isUntouched(plan, prepared))
      return { found: 'not-done', prepared };
    return {
      found: 'unknown',
      message:
        'The object was changed meanwhile, so whether the call was carried out cannot be told; it is not repeated.',
    };
  } catch (error) {
    const refusal = refusalOf(error, tools, plan.target);
    if (refusal.reason === 'not-found') {
      return {
        found: 'unknown',
        message: `${refusal.message} Whether the call was carried out before cannot be told.`,
      };
    }
    return { found: 'unreadable', message: refusal.message };
  }
}

/** Nothing was done outside of Kubernetes: what would be sent now, if that is still what was approved. */
async function againOutside(tools: ActionTools, plan: Plan): Promise<Look> {
  const prepared = await catalogue[plan.parameters.action].prepare(tools, plan.parameters);
  if (isRefusal(prepared)) {
    const found = prepared.reason === 'unreachable' ? 'unreadable' : 'unknown';
    return {
      found,
      message: found === 'unreadable' ? prepared.message : `${cannotBeTold} ${prepared.message}`,
    };
  }
  return planDigest(prepared) === plan.digest
    ? { found: 'not-done', prepared }
    : { found: 'unknown', message: cannotBeTold };
}

/** On a subresource the next writer takes the mark away, so only an unmoved generation proves that nothing happened. */
function isUntouched(plan: Plan, prepared: Prepared): boolean {
  if (catalogue[plan.parameters.action].marks === 'main') return true;
  return prepared.generation === numberAt(plan.before, 'generation');
}

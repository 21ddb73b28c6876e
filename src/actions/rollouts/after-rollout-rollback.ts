import type { ActionParameters } from '../../model/action.ts';
import { fullReference } from '../../model/object-reference.ts';
import type { Plan, PlanRefusal } from '../../model/plan.ts';
import {
  isRefusal,
  planRefusal,
  type ActionTools,
  type Verification,
  type VerifyOptions,
} from '../action.ts';
import { carriesMark, lastWriter } from '../execution-mark.ts';
import { stringAt } from '../json-at.ts';
import { jsonHash } from '../plan-digest.ts';
import { readTarget } from '../read-target.ts';
import { listRevisions, podTemplate } from '../revisions.ts';
import { verifyRollout } from '../verify-rollout.ts';
import { isRolloutObserved, rolloutPhase } from './rollout-phase.ts';
import { revisionByHash } from './rollout-revisions.ts';
import { rolloutState, shareInWords, stepInWords, waitsForPerson } from './rollout-state.ts';
import { holderOfPlan } from './template-holder.ts';

/** kubectl's rules do not know Rollouts: Argo's phase tells, and the pods of the revision must run for a while. */
export async function verifyRolloutRollback(
  tools: ActionTools,
  plan: Plan,
  options: VerifyOptions,
): Promise<Verification> {
  const holder = await holderOfPlan(tools, plan);
  return verifyRollout(tools, plan, options, (rollout) => {
    if (!isRolloutObserved(rollout)) return undefined;
    const state = rolloutState(rollout);
    const held = holder ?? rollout;
    const holds = jsonHash(podTemplate(held)) === stringAt(plan.after, 'template');
    const by = lastWriter(held, ['f:spec', 'f:template'])?.manager ?? 'somebody';
    if (state.currentHash === stringAt(plan.before, 'podHash')) {
      if (!holds)
        return { result: 'no-effect', sentence: `The version from before runs (last written by ${by}).` };
      const where = 'its controller has not taken the template yet';
      return {
        pending: where,
        atDeadline: { result: 'unknown', sentence: `Not finished in time: ${where}.` },
      };
    }
    if (state.currentHash !== stringAt(plan.after, 'podHash')) {
      if (holds) return undefined;
      return { result: 'unknown', sentence: `Another version was rolled out since (written by ${by}).` };
    }
    if (rolloutPhase(rollout).phase !== 'Paused' || !waitsForPerson(state)) return undefined;
    const step = stepInWords(state) ?? 'its switch';
    const sentence = `The earlier version has ${shareInWords(state)} and waits for a promotion at ${step}: \`/mw promote rollout/${plan.target.name} full\` finishes it.`;
    return { result: 'unknown', sentence };
  });
}

/** The call's mark, where it stands in the Deployment that holds the template; else the Rollout itself shows it. */
export async function lookAtTemplateHolder(
  tools: ActionTools,
  plan: Plan,
  mark: string,
): Promise<'done' | 'not-done'> {
  const holder = await holderOfPlan(tools, plan);
  return holder !== undefined && carriesMark(holder, mark) ? 'done' : 'not-done';
}

/** Back to the version that ran before, by the hash that its controller gave it. */
export async function inverseOfRolloutRollback(
  tools: ActionTools,
  plan: Plan,
): Promise<ActionParameters | PlanRefusal> {
  const read = await readTarget(tools, plan.target);
  if (isRefusal(read)) return read;
  const { object, reference } = read;
  const name = fullReference(reference);
  if (rolloutState(object).currentHash !== stringAt(plan.after, 'podHash')) {
    const message = `${name} has been changed since that rollback, so undoing it would undo the later change too. Ask for a rollback to the revision that you want.`;
    return planRefusal('world-moved-on', message);
  }
  const hash = stringAt(plan.before, 'podHash') ?? '';
  if (hash === '') {
    const message = `Which version of ${name} ran before is not known: its controller had not seen the last change yet. Ask for a rollback to the revision that you want.`;
    return planRefusal('nothing-to-return-to', message);
  }
  const before = revisionByHash(await listRevisions(tools, object), hash);
  if (before === undefined) {
    const message = `The version that ran before is no longer in the history of ${name}. Deploy it again instead.`;
    return planRefusal('nothing-to-return-to', message);
  }
  return { action: 'rollback', target: reference, revision: before.number };
}

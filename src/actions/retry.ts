import type { ActionParameters } from '../model/action.ts';
import { fullReference, shortReference } from '../model/object-reference.ts';
import type { Plan, PlanRefusal } from '../model/plan.ts';
import {
  isRefusal,
  planRefusal,
  type Action,
  type ActionTools,
  type Prepared,
  type Verification,
} from './action.ts';
import { numberAt, stringAt } from './json-at.ts';
import {
  commandFor,
  readRollout,
  rolloutBefore,
  rolloutKinds,
  seeRollout,
} from './rollouts/rollout-change.ts';
import { phaseInWords, rolloutPhase } from './rollouts/rollout-phase.ts';
import { versionsInWords } from './rollouts/rollout-revisions.ts';
import { canaryStepInWords, shareInWords, stepInWords, waitsForPerson } from './rollouts/rollout-state.ts';
import { statusPatch, statusPermissions } from './rollouts/status-patch.ts';

/** Lets an aborted version go out again from its first step, as `kubectl argo rollouts retry rollout` does. */
export const retry: Action = {
  name: 'retry',
  summary: 'lets an aborted version of an Argo Rollout go out again, from its first step',
  kinds: rolloutKinds,
  digestFacts: {
    abort: 'status.abort',
    currentPodHash: 'status.currentPodHash: the version that goes out again',
    stableRS: 'status.stableRS: the version that serves until then',
  },
  call: 'merge patch of the status subresource: metadata.resourceVersion, the annotation, status.abort: false',
  undo: 'abort-rollout, while the version is on its way',
  warnings: [],
  risks: 'medium',
  worked:
    'the phase is Healthy with one version, or it waits for a person on its way; aborted again is without effect',
  permissions: statusPermissions('retry', 'sets status.abort', ['/status/abort']),
  marks: 'subresource',
  prepare,
  verify,
  inverse: async (tools, plan) => {
    const read = await readRollout(tools, plan.parameters, 'aborted');
    if (isRefusal(read)) return read;
    const { state, reference } = read;
    if (state.aborted || !state.underWay || state.currentHash !== stringAt(plan.before, 'currentPodHash')) {
      const message = `${fullReference(reference)} is not on its way with that version any more. To go back to an earlier one: ${commandFor('rollback', read)}.`;
      return planRefusal('world-moved-on', message);
    }
    return { action: 'abort-rollout', target: reference };
  },
};

async function prepare(tools: ActionTools, parameters: ActionParameters): Promise<Prepared | PlanRefusal> {
  const read = await readRollout(tools, parameters, 'retried');
  if (isRefusal(read)) return read;
  const { object, state, reference, target } = read;
  const phase = rolloutPhase(object);
  if (!state.aborted) {
    const message = `${shortReference(reference)} is not aborted (${phaseInWords(phase)}). Nothing to retry.`;
    return planRefusal('already-so', message);
  }
  const { current, stable } = await versionsInWords(tools, object, state);
  const [first] = state.steps;
  return {
    parameters: { action: 'retry', target: reference },
    target,
    facts: { abort: state.aborted, currentPodHash: state.currentHash, stableRS: state.stableHash },
    before: rolloutBefore(read),
    after: { abort: false },
    title: `Retry ${current} of ${fullReference(reference)}`,
    diff: [
      `- ${stable} with everything`,
      `+ ${current}, step by step`,
      '- status.abort: true',
      '+ status.abort: false',
    ],
    warnings: [
      `It was aborted: ${phaseInWords(phase)}. A retry changes nothing of the version itself.`,
      ...(state.paused
        ? [`It is paused by hand: nothing goes out before ${commandFor('resume', read)}.`]
        : []),
    ],
    blastRadius:
      first === undefined
        ? 'The new version goes out to all pods'
        : `The new version starts at step 1 of ${state.steps.length} (${canaryStepInWords(first)})`,
    risk: 'medium',
    generation: numberAt(object, 'metadata', 'generation') ?? 0,
    call: (mark, lock) => statusPatch(read, { abort: false }, { mark, lock }),
  };
}

async function verify(tools: ActionTools, plan: Plan): Promise<Verification> {
  const seen = await seeRollout(tools, plan);
  if (!('rollout' in seen)) return seen;
  const { rollout, state } = seen;
  const phase = rolloutPhase(rollout);
  const before = numberAt(plan.before, 'available') ?? 0;
  const numbers = `${state.available} of ${state.replicas} pods available (${before} before)`;
  if (state.aborted) {
    const sentence = `It is aborted again: ${phaseInWords(phase)}; ${numbers}.`;
    return { result: state.available < before ? 'worse' : 'no-effect', sentence };
  }
  if (!state.underWay && phase.phase === 'Healthy')
    return { result: 'worked', sentence: `The new version is the stable one; ${numbers}.` };
  const where = `${phaseInWords(phase)}${stepInWords(state) === undefined ? '' : `, at ${stepInWords(state) ?? ''}`}`;
  if (phase.phase === 'Paused' && waitsForPerson(state) && state.available >= before) {
    const sentence = `It went out again to ${shareInWords(state)} and waits for a promotion at ${stepInWords(state) ?? 'its switch'}; ${numbers}.`;
    return { result: 'worked', sentence };
  }
  const result = state.available < before ? 'worse' : 'unknown';
  return {
    pending: `${where}; ${numbers}`,
    atDeadline: { result, sentence: `Not finished in time: ${where}; ${numbers}.` },
  };
}

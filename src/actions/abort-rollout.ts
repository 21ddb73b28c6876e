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
import { podHashOf, versionsInWords } from './rollouts/rollout-revisions.ts';
import { shareInWords, stepInWords, type RolloutState } from './rollouts/rollout-state.ts';
import { statusPatch, statusPermissions } from './rollouts/status-patch.ts';

/** Stops a version that is on its way and gives everything back to the stable one, as `kubectl argo rollouts abort` does. */
export const abortRollout: Action = {
  name: 'abort-rollout',
  summary: 'stops the new version of an Argo Rollout; the stable one serves everything again',
  kinds: rolloutKinds,
  digestFacts: {
    abort: 'status.abort',
    currentPodHash: 'status.currentPodHash: the version on its way',
    stableRS: 'status.stableRS: the version that stays',
  },
  call: 'merge patch of the status subresource: metadata.resourceVersion, the annotation, status.abort: true',
  undo: 'retry',
  warnings: [],
  risks: 'low',
  worked: '`status.abortedAt` is set, nothing goes to the new version any more, all pods are available',
  permissions: statusPermissions('abort-rollout', 'sets status.abort', ['/status/abort']),
  marks: 'subresource',
  prepare,
  verify,
  inverse: async (tools, plan) => {
    const read = await readRollout(tools, plan.parameters, 'retried');
    if (isRefusal(read)) return read;
    if (!read.state.aborted || read.state.currentHash !== stringAt(plan.before, 'currentPodHash')) {
      const message = `${fullReference(read.reference)} is not as that abort left it: it was retried, or has another version now. Nothing to undo.`;
      return planRefusal('world-moved-on', message);
    }
    return { action: 'retry', target: read.reference };
  },
};

async function prepare(tools: ActionTools, parameters: ActionParameters): Promise<Prepared | PlanRefusal> {
  const read = await readRollout(tools, parameters, 'aborted');
  if (isRefusal(read)) return read;
  const { object, state, reference, target } = read;
  const name = shortReference(reference);
  if (state.aborted)
    return planRefusal(
      'already-so',
      `${name} is aborted already (${phaseInWords(rolloutPhase(object))}). Nothing to do.`,
    );
  if (state.stableHash === '') {
    return planRefusal(
      'nothing-to-return-to',
      `${name} has no stable version yet: an abort would leave nothing running. Deploy a good version instead.`,
    );
  }
  if (!state.underWay) {
    const message = `${name} runs one version only, there is nothing to abort. To go back to an earlier one: ${commandFor('rollback', read)}.`;
    return planRefusal('nothing-to-return-to', message);
  }
  const { current, stable, revisions } = await versionsInWords(tools, object, state);
  const back = revisions.find((one) => podHashOf(one) === state.stableHash);
  const to = back === undefined ? '' : ` --to ${back.number}`;
  return {
    parameters: { action: 'abort-rollout', target: reference },
    target,
    facts: { abort: state.aborted, currentPodHash: state.currentHash, stableRS: state.stableHash },
    before: rolloutBefore(read),
    after: { abort: true },
    title: `Abort the new version of ${fullReference(reference)}: back to ${stable}`,
    diff: [
      `- ${current} with ${shareInWords(state)}${stepInWords(state) === undefined ? '' : `, at ${stepInWords(state) ?? ''}`}`,
      `+ ${stable} with everything`,
      '- status.abort: false',
      '+ status.abort: true',
    ],
    warnings: [
      `The spec keeps the new version: a retry tries it again. For good, ask for ${commandFor('rollback', read, to)} afterwards, or revert the commit.`,
      ...(state.strategy === 'blue-green' && state.pauses.length === 0
        ? ['Blue-green: if the active service was switched already, it is switched back.']
        : []),
    ],
    blastRadius: `${shareInWords(state)} go back to the stable version; its missing pods are started first`,
    risk: 'low',
    generation: numberAt(object, 'metadata', 'generation') ?? 0,
    call: (mark, lock) => statusPatch(read, { abort: true }, { mark, lock }),
  };
}

async function verify(tools: ActionTools, plan: Plan): Promise<Verification> {
  const seen = await seeRollout(tools, plan);
  if (!('rollout' in seen)) return seen;
  const { rollout, state } = seen;
  if (!state.underWay)
    return { result: 'no-effect', sentence: 'The new version was made the stable one meanwhile.' };
  if (!state.aborted)
    return { result: 'no-effect', sentence: 'status.abort is false again: somebody retried it.' };
  const before = numberAt(plan.before, 'available') ?? 0;
  const numbers = `${state.available} of ${state.replicas} pods available (${before} before)`;
  if (state.abortedAt !== undefined && isBack(state) && state.available >= state.replicas)
    return { result: 'worked', sentence: `The stable version serves everything; ${numbers}.` };
  const where = `${phaseInWords(rolloutPhase(rollout))}; the new version still has ${shareInWords(state)}; ${numbers}`;
  const result = state.available < before ? 'worse' : 'unknown';
  return { pending: where, atDeadline: { result, sentence: `Not finished in time: ${where}.` } };
}

/** With a traffic router the new pods stay for a while (abortScaleDownDelaySeconds); without one they are the traffic. */
function isBack(state: RolloutState): boolean {
  if (state.strategy === 'blue-green') return state.activeHash === state.stableHash;
  return state.routed ? (state.weight ?? 0) === 0 : state.updated === 0;
}

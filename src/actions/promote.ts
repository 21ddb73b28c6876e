import type { ActionParameters, ActionValues } from '../model/action.ts';
import type { JsonObject } from '../model/json.ts';
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
import { jsonAt, numberAt, stringAt } from './json-at.ts';
import { listRevisions } from './revisions.ts';
import { promotionPatch } from './rollouts/promotion-patch.ts';
import {
  commandFor,
  readRollout,
  rolloutBefore,
  rolloutKinds,
  seeRollout,
  type ReadRollout,
} from './rollouts/rollout-change.ts';
import { isUnpausing, phaseInWords, rolloutPhase } from './rollouts/rollout-phase.ts';
import { revisionByHash, versionsInWords } from './rollouts/rollout-revisions.ts';
import {
  canaryStepInWords,
  shareInWords,
  stepInWords,
  waitsForPerson,
  type RolloutState,
} from './rollouts/rollout-state.ts';
import { statusPatch, statusPermissions } from './rollouts/status-patch.ts';

/** Lets a Rollout that waits take its next step, or all that are left, as `kubectl argo rollouts promote` does. */
export const promote: Action = {
  name: 'promote',
  summary:
    'lets an Argo Rollout take its next step; `full` skips all steps, pauses and analyses that are left',
  kinds: rolloutKinds,
  digestFacts: {
    currentPodHash: 'status.currentPodHash: the version on its way',
    stableRS: 'status.stableRS: the version from before',
    stepIndex: 'status.currentStepIndex',
    pauses: 'status.pauseConditions: why it waits, and since when',
    promoteFull: 'status.promoteFull',
  },
  call: 'merge patch of the status subresource: metadata.resourceVersion, the annotation, and status.pauseConditions: null, or the next status.currentStepIndex, or status.promoteFull: true',
  undo: 'abort-rollout while the version is on its way, then rollback to the version that was stable before',
  warnings: [],
  risks: 'medium; high in full',
  worked:
    'the phase is Healthy with one version; by one step also: it waits for a person further on; aborted since is worse',
  permissions: statusPermissions('promote', 'ends a pause or skips steps', [
    '/status/pauseConditions',
    '/status/controllerPause',
    '/status/currentStepIndex',
    '/status/promoteFull',
  ]),
  marks: 'subresource',
  prepare,
  verify,
  inverse,
};

async function prepare(tools: ActionTools, parameters: ActionParameters): Promise<Prepared | PlanRefusal> {
  const { promotion = 'step' }: ActionValues = parameters;
  if (!['step', 'full'].includes(promotion))
    return planRefusal('bad-value', 'A promotion is `full`, or by one step when nothing is said.');
  const read = await readRollout(tools, parameters, 'promoted');
  if (isRefusal(read)) return read;
  const { object, state, reference, target } = read;
  const refused = refuse(read);
  if (refused !== undefined) return refused;
  const patch = promotionPatch(state, promotion);
  if (patch === undefined) {
    const message = `${shortReference(reference)} does not wait for a promotion (${phaseInWords(rolloutPhase(object))}). ${commandFor('promote', read, ' full')} skips what it is doing.`;
    return planRefusal('already-so', message);
  }
  const { current, stable } = await versionsInWords(tools, object, state);
  return {
    parameters: { action: 'promote', target: reference, promotion },
    target,
    facts: {
      currentPodHash: state.currentHash,
      stableRS: state.stableHash,
      stepIndex: state.stepIndex,
      pauses: state.pauses.map(({ reason, startTime }) => ({ reason, startTime })),
      promoteFull: state.promoteFull,
    },
    before: rolloutBefore(read),
    after: { promotion },
    title: `Promote ${current} of ${fullReference(reference)} ${promotion === 'full' ? 'fully' : 'by one step'}`,
    diff: [
      `- ${current} with ${shareInWords(state)}, ${phaseInWords(rolloutPhase(object))}${stepInWords(state) === undefined ? '' : `, at ${stepInWords(state) ?? ''}`}`,
      `+ ${promotion === 'full' ? `${current} with everything` : nextInWords(state)}`,
      ...patchLines(object, patch),
    ],
    warnings: [
      ...(promotion === 'full' && skipped(state) > 0
        ? [`It skips ${skipped(state)} steps with their pauses and analyses.`]
        : []),
      ...(state.inconclusive
        ? ['The analysis of this step was inconclusive: nobody knows that it is good.']
        : []),
    ],
    blastRadius: `${stable} gives way to ${current}: ${shareInWords(state)} so far`,
    risk: promotion === 'full' ? 'high' : 'medium',
    generation: numberAt(object, 'metadata', 'generation') ?? 0,
    call: (mark, lock) => statusPatch(read, patch, { mark, lock }),
  };
}

function refuse(read: ReadRollout): PlanRefusal | undefined {
  const { object, state, reference } = read;
  const name = shortReference(reference);
  const phase = phaseInWords(rolloutPhase(object));
  if (!state.underWay)
    return planRefusal('already-so', `${name} runs one version only (${phase}). Nothing to promote.`);
  if (state.aborted)
    return planRefusal(
      'world-moved-on',
      `${name} was aborted (${phase}). First ${commandFor('retry', read)}.`,
    );
  if (state.paused)
    return planRefusal('paused', `${name} is paused by hand. First ${commandFor('resume', read)}.`);
  if (state.promoteFull)
    return planRefusal('already-so', `${name} is being promoted fully (${phase}). Nothing to do.`);
  // A second promotion before the controller has seen the first would skip a step more.
  if (isUnpausing(object))
    return planRefusal('already-so', `${name} was just promoted, its controller has yet to see it.`);
  return undefined;
}

const skipped = (state: RolloutState): number => Math.max(0, state.steps.length - state.stepIndex - 1);

/** The steps up to where it stops by itself the next time. */
function nextInWords({ steps, stepIndex, strategy }: RolloutState): string {
  if (strategy === 'blue-green') return 'the active service is switched to it';
  const words: string[] = [];
  for (const step of steps.slice(stepIndex + 1)) {
    words.push(canaryStepInWords(step));
    if (jsonAt(step, 'pause') !== undefined) return words.join(', then ');
  }
  return [...words, 'then all of it'].join(', ');
}

function patchLines(object: JsonObject, patch: JsonObject): string[] {
  return Object.entries(patch).flatMap(([field, value]) => [
    `- status.${field}: ${JSON.stringify(jsonAt(object, 'status', field) ?? null)}`,
    `+ status.${field}: ${JSON.stringify(value)}`,
  ]);
}

async function verify(tools: ActionTools, plan: Plan): Promise<Verification> {
  const seen = await seeRollout(tools, plan);
  if (!('rollout' in seen)) return seen;
  const { rollout, state } = seen;
  const phase = rolloutPhase(rollout);
  const before = numberAt(plan.before, 'available') ?? 0;
  const numbers = `${state.available} of ${state.replicas} pods available (${before} before)`;
  if (state.aborted)
    return {
      result: 'worse',
      sentence: `It was aborted after the promotion: ${phaseInWords(phase)}; ${numbers}.`,
    };
  const where = `${phaseInWords(phase)}${stepInWords(state) === undefined ? '' : `, at ${stepInWords(state) ?? ''}`}; ${numbers}`;
  if (phase.phase === 'Degraded')
    return { result: state.available < before ? 'worse' : 'no-effect', sentence: `${where}.` };
  if (!state.underWay && phase.phase === 'Healthy')
    return { result: 'worked', sentence: `The new version is the stable one; ${numbers}.` };
  const moved = state.stepIndex > (numberAt(plan.before, 'stepIndex') ?? 0);
  if (
    stringAt(plan.after, 'promotion') !== 'full' &&
    moved &&
    phase.phase === 'Paused' &&
    waitsForPerson(state)
  ) {
    const sentence = `The new version has ${shareInWords(state)} and waits at ${stepInWords(state) ?? 'its next step'}; ${numbers}.`;
    return { result: 'worked', sentence };
  }
  const result = state.available < before ? 'worse' : !moved && state.underWay ? 'no-effect' : 'unknown';
  return { pending: where, atDeadline: { result, sentence: `Not finished in time: ${where}.` } };
}

/** While two versions run an abort takes it back; afterwards only a rollback does. */
async function inverse(tools: ActionTools, plan: Plan): Promise<ActionParameters | PlanRefusal> {
  const read = await readRollout(tools, plan.parameters, 'rolled back');
  if (isRefusal(read)) return read;
  const { object, state, reference } = read;
  const name = fullReference(reference);
  if (state.aborted || state.currentHash !== stringAt(plan.before, 'currentPodHash')) {
    const message = `${name} is not as that promotion left it: it was aborted, or has another version now. Nothing to undo.`;
    return planRefusal('world-moved-on', message);
  }
  if (state.underWay) return { action: 'abort-rollout', target: reference };
  const stable = stringAt(plan.before, 'stableRS') ?? '';
  const revision = revisionByHash(await listRevisions(tools, object), stable);
  if (revision === undefined) {
    const message = `The version that was stable before is no longer in the history of ${name}. Deploy it again instead.`;
    return planRefusal('nothing-to-return-to', message);
  }
  return { action: 'rollback', target: reference, revision: revision.number };
}

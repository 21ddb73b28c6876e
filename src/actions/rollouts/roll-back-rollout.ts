import { objectPath } from '../../cluster/object-path.ts';
import type { ActionParameters } from '../../model/action.ts';
import type { JsonObject } from '../../model/json.ts';
import { fullReference, shortReference } from '../../model/object-reference.ts';
import type { Plan, PlanRefusal } from '../../model/plan.ts';
import {
  isRefusal,
  planRefusal,
  type ActionTools,
  type Prepared,
  type Verification,
  type VerifyOptions,
} from '../action.ts';
import { chooseRevision } from '../choose-revision.ts';
import { executionAnnotation, lastWriter } from '../execution-mark.ts';
import { jsonAt, numberAt, objectAt, stringAt } from '../json-at.ts';
import { jsonHash } from '../plan-digest.ts';
import type { ReadTarget } from '../read-target.ts';
import { readTarget } from '../read-target.ts';
import {
  imagesOf,
  listRevisions,
  podTemplate,
  revisionInWords,
  rolloutRevisionAnnotation,
  type Revision,
} from '../revisions.ts';
import { templateWarnings } from '../template-change.ts';
import { templateDiff } from '../template-diff.ts';
import { verifyRollout } from '../verify-rollout.ts';
import { commandFor } from './rollout-change.ts';
import { isRolloutObserved, rolloutPhase } from './rollout-phase.ts';
import { podHashOf, revisionByHash, rolloutRevision } from './rollout-revisions.ts';
import {
  rolloutState,
  shareInWords,
  stepInWords,
  waitsForPerson,
  type RolloutState,
} from './rollout-state.ts';

/**
 * Returns a Rollout to the pod template of an earlier revision: the JSON patch of `kubectl argo rollouts undo
 * --to-revision`, which replaces spec.template and nothing else, with a lock and the execution's annotation.
 */
export async function prepareRolloutRollback(
  tools: ActionTools,
  read: ReadTarget,
  wanted: number | undefined,
): Promise<Prepared | PlanRefusal> {
  const { object, target, reference } = read;
  const refused = refuse(read);
  if (refused !== undefined) return refused;
  const revisions = await listRevisions(tools, object);
  const current = rolloutRevision(object, revisions);
  const currentHash = current?.templateHash ?? jsonHash(podTemplate(object));
  const currentNumber =
    current?.number ??
    Number(stringAt(object, 'metadata', 'annotations', rolloutRevisionAnnotation) ?? Infinity);
  const now = tools.now();
  const choice = chooseRevision(target, { revisions, currentNumber, currentHash }, wanted, now);
  if (isRefusal(choice)) return choice;
  const { revision } = choice;
  const state = rolloutState(object);
  const images = imagesOf(podTemplate(object));
  return {
    parameters: { action: 'rollback', target: reference, revision: revision.number },
    target,
    facts: {
      spec: jsonHash(specWithoutReplicas(object)),
      template: jsonHash(podTemplate(object)),
      returnTo: revision.templateHash,
    },
    before: {
      revision: currentNumber === Infinity ? 0 : currentNumber,
      template: jsonHash(podTemplate(object)),
      podHash: state.currentHash,
      images,
      replicas: state.replicas,
      available: state.available,
    },
    after: {
      revision: revision.number,
      template: revision.templateHash,
      podHash: podHashOf(revision),
      images: [...revision.images],
    },
    title: `Roll back ${fullReference(reference)} to revision ${revision.number} (${revision.images.join(', ')})`,
    diff: [
      `- ${revisionInWords({ number: currentNumber === Infinity ? 0 : currentNumber, images, createdAt: current?.createdAt }, now)}`,
      `+ ${revisionInWords(revision, now)}`,
      ...templateDiff(current?.template ?? podTemplate(object), revision.template, tools.redact),
    ],
    warnings: [...choice.warnings, ...pathWarnings(read, state, revision), ...templateWarnings(object)],
    blastRadius: blastRadius(state, revision),
    risk: choice.warnings.length > 0 ? 'high' : 'medium',
    generation: numberAt(object, 'metadata', 'generation') ?? 0,
    call: (mark, lock) => ({
      method: 'PATCH',
      path: objectPath(reference),
      type: 'application/json-patch+json',
      body: [
        ...(lock === 'none'
          ? []
          : [
              {
                op: 'replace',
                path: '/metadata/resourceVersion',
                value: stringAt(object, 'metadata', 'resourceVersion') ?? '',
              },
            ]),
        { op: 'replace', path: '/spec/template', value: revision.template },
        ...(jsonAt(object, 'metadata', 'annotations') === undefined
          ? [{ op: 'add', path: '/metadata/annotations', value: {} }]
          : []),
        { op: 'add', path: `/metadata/annotations/${executionAnnotation.replace('/', '~1')}`, value: mark },
      ],
    }),
  };
}

function refuse(read: ReadTarget): PlanRefusal | undefined {
  const { object, reference } = read;
  const name = shortReference(reference);
  const kind = stringAt(object, 'spec', 'workloadRef', 'kind');
  if (kind !== undefined) {
    const holder = shortReference({ kind, name: stringAt(object, 'spec', 'workloadRef', 'name') ?? '' });
    const message = `${name} takes its pod template from ${holder} (spec.workloadRef), so a rollback would have to change that. Revert the commit, or run \`kubectl argo rollouts undo ${reference.name} -n ${reference.namespace ?? 'default'}\`.`;
    return planRefusal('wrong-kind', message);
  }
  if (jsonAt(object, 'spec', 'paused') === true) {
    return planRefusal(
      'paused',
      `${name} is paused by hand: a rollback would not start. First ${commandFor('resume', read)}.`,
    );
  }
  return undefined;
}

function specWithoutReplicas(rollout: JsonObject): JsonObject {
  const spec = { ...objectAt(rollout, 'spec') };
  delete spec['replicas'];
  return spec;
}

/** A rollback is a new update for Argo Rollouts: all steps with their pauses again, unless it goes to the stable version or lies in the rollback window. */
function pathWarnings(read: ReadTarget, state: RolloutState, revision: Revision): string[] {
  if (podHashOf(revision) === state.stableHash || state.strategy === 'blue-green') return [];
  const { steps } = state;
  const window = numberAt(read.object, 'spec', 'rollbackWindow', 'revisions') ?? 0;
  if (steps.length === 0) return [];
  const many = steps.length === 1 ? 'its 1 canary step' : `its ${steps.length} canary steps`;
  if (window > 0)
    return [
      `A rollback window of ${window} revisions is set: within it ${many} are skipped, else they are taken one by one.`,
    ];
  return [
    `It takes ${many} again, with their pauses and analyses. ${commandFor('promote', read, ' full')} skips them once it has begun.`,
  ];
}

function blastRadius(state: RolloutState, revision: Revision): string {
  if (podHashOf(revision) === state.stableHash && state.underWay)
    return `${shareInWords(state)} go back to the stable version at once, without steps`;
  return state.strategy === 'blue-green'
    ? `${state.replicas} new pods beside those of now, then the active service is switched to them`
    : `${state.replicas} pods are replaced, by the canary steps`;
}

/** kubectl's rules do not know Rollouts: Argo's phase tells, and the pods of the revision must run for a while. */
export async function verifyRolloutRollback(
  tools: ActionTools,
  plan: Plan,
  options: VerifyOptions,
): Promise<Verification> {
  return verifyRollout(tools, plan, options, (rollout) => {
    if (!isRolloutObserved(rollout)) return undefined;
    const state = rolloutState(rollout);
    const by = lastWriter(rollout, ['f:spec', 'f:template'])?.manager ?? 'somebody';
    if (state.currentHash === stringAt(plan.before, 'podHash') && !holdsTemplate(plan, rollout))
      return { result: 'no-effect', sentence: `The version from before runs (last written by ${by}).` };
    if (state.currentHash !== stringAt(plan.after, 'podHash')) {
      if (holdsTemplate(plan, rollout)) return undefined;
      return { result: 'unknown', sentence: `Another version was rolled out since (written by ${by}).` };
    }
    if (rolloutPhase(rollout).phase !== 'Paused' || !waitsForPerson(state)) return undefined;
    const step = stepInWords(state) ?? 'its switch';
    const sentence = `The earlier version has ${shareInWords(state)} and waits for a promotion at ${step}: \`/mw promote rollout/${plan.target.name} full\` finishes it.`;
    return { result: 'unknown', sentence };
  });
}

const holdsTemplate = (plan: Plan, rollout: JsonObject): boolean =>
  jsonHash(podTemplate(rollout)) === stringAt(plan.after, 'template');

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
  const before = revisionByHash(await listRevisions(tools, object), stringAt(plan.before, 'podHash') ?? '');
  if (before === undefined) {
    const message = `The version that ran before is no longer in the history of ${name}. Deploy it again instead.`;
    return planRefusal('nothing-to-return-to', message);
  }
  return { action: 'rollback', target: reference, revision: before.number };
}

import type { Change } from '../../cluster/cluster-client.ts';
import { objectPath } from '../../cluster/object-path.ts';
import type { JsonObject } from '../../model/json.ts';
import { fullReference, shortReference } from '../../model/object-reference.ts';
import type { PlanRefusal } from '../../model/plan.ts';
import { isRefusal, planRefusal, type ActionTools, type Lock, type Prepared } from '../action.ts';
import { chooseRevision } from '../choose-revision.ts';
import { executionAnnotation } from '../execution-mark.ts';
import { jsonAt, numberAt, objectAt, stringAt } from '../json-at.ts';
import { jsonHash } from '../plan-digest.ts';
import type { ReadTarget } from '../read-target.ts';
import {
  imagesOf,
  listRevisions,
  podTemplate,
  revisionInWords,
  rolloutRevisionAnnotation,
  type Revision,
} from '../revisions.ts';
import { appliedWarning } from '../template-change.ts';
import { templateDiff } from '../template-diff.ts';
import { commandFor } from './rollout-change.ts';
import { isRolloutObserved } from './rollout-phase.ts';
import { podHashOf, rolloutRevision } from './rollout-revisions.ts';
import { rolloutState, shareInWords, type RolloutState } from './rollout-state.ts';
import { readTemplateHolder, rememberHolder, type TemplateHolder } from './template-holder.ts';

/**
 * Returns a Rollout to the pod template of an earlier revision: the JSON patch of `kubectl argo rollouts undo
 * --to-revision`, which replaces spec.template and nothing else, with a lock and the execution's annotation. With
 * spec.workloadRef the plugin patches what that names, and so does this.
 */
export async function prepareRolloutRollback(
  tools: ActionTools,
  read: ReadTarget,
  wanted: number | undefined,
): Promise<Prepared | PlanRefusal> {
  const { object, target, reference } = read;
  const refused = refuse(read);
  if (refused !== undefined) return refused;
  const holder = await readTemplateHolder(tools, read);
  if (isRefusal(holder)) return holder;
  const template = podTemplate(holder.object);
  const revisions = await listRevisions(tools, object);
  const current = rolloutRevision(object, revisions);
  const currentHash = current?.templateHash ?? jsonHash(template);
  const currentNumber =
    current?.number ??
    Number(stringAt(object, 'metadata', 'annotations', rolloutRevisionAnnotation) ?? Infinity);
  const now = tools.now();
  const choice = chooseRevision(target, { revisions, currentNumber, currentHash }, wanted, now);
  if (isRefusal(choice)) return choice;
  const { revision } = choice;
  const state = rolloutState(object);
  const images = imagesOf(template);
  return {
    parameters: { action: 'rollback', target: reference, revision: revision.number },
    target,
    facts: {
      spec: jsonHash(specWithoutReplicas(object)),
      template: jsonHash(template),
      returnTo: revision.templateHash,
    },
    before: {
      revision: currentNumber === Infinity ? 0 : currentNumber,
      template: jsonHash(template),
      // Before its controller has seen the last change the status still speaks of the version from before that.
      podHash: isRolloutObserved(object) ? state.currentHash : '',
      images,
      replicas: state.replicas,
      available: state.available,
      ...rememberHolder(holder, reference),
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
      ...templateDiff(current?.template ?? template, revision.template, tools.redact),
    ],
    warnings: [
      ...choice.warnings,
      ...pathWarnings(read, state, revision),
      ...(holder.reference === reference
        ? []
        : [
            `It takes its pod template from ${shortReference(holder.reference)} (spec.workloadRef): that is changed, the Rollout follows.`,
          ]),
      ...appliedWarning(holder.object),
    ],
    blastRadius: blastRadius(state, revision),
    risk: choice.warnings.length > 0 ? 'high' : 'medium',
    generation: numberAt(object, 'metadata', 'generation') ?? 0,
    touched: {
      object: holder.object,
      pods: {
        template: revision.template,
        templateBefore: current?.template ?? template,
        before: state.replicas,
        after: state.replicas,
        stay: 'replaced',
      },
    },
    call: (mark, lock) => templatePatch(holder, revision, { mark, lock }),
  };
}

function templatePatch(
  { object, reference }: TemplateHolder,
  revision: Revision,
  { mark, lock }: { mark: string; lock: Lock },
): Change {
  const resourceVersion = stringAt(object, 'metadata', 'resourceVersion') ?? '';
  return {
    method: 'PATCH',
    path: objectPath(reference),
    type: 'application/json-patch+json',
    body: [
      ...(lock === 'none'
        ? []
        : [{ op: 'replace', path: '/metadata/resourceVersion', value: resourceVersion }]),
      { op: 'replace', path: '/spec/template', value: revision.template },
      ...(jsonAt(object, 'metadata', 'annotations') === undefined
        ? [{ op: 'add', path: '/metadata/annotations', value: {} }]
        : []),
      { op: 'add', path: `/metadata/annotations/${executionAnnotation.replace('/', '~1')}`, value: mark },
    ],
  };
}

function refuse(read: ReadTarget): PlanRefusal | undefined {
  const { object, reference } = read;
  const name = shortReference(reference);
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

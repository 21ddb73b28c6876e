import type { JsonObject } from '../model/json.ts';
import { fullReference, shortReference } from '../model/object-reference.ts';
import type { PlanRefusal } from '../model/plan.ts';
import { isRefusal, planRefusal, type Action, type ActionTools, type Prepared } from './action.ts';
import { findAutoscaler } from './autoscaler.ts';
import { chooseRevision } from './choose-revision.ts';
import { numberAt, objectAt, stringAt, stringsAt } from './json-at.ts';
import { jsonHash } from './plan-digest.ts';
import { readTarget } from './read-target.ts';
import {
  imagesOf,
  listRevisions,
  podTemplate,
  revisionAnnotation,
  revisionInWords,
  templateHash,
} from './revisions.ts';
import { inverseOfRollback } from './rollback-inverse.ts';
import { annotationsAfter, rollbackPatch } from './rollback-patch.ts';
import { availableReplicas, wantedReplicas } from './rollout-status.ts';
import { replacementInWords, rollingPods } from './rollout-strategy.ts';
import { appliedWarning } from './template-change.ts';
import { mapDiff, templateDiff } from './template-diff.ts';
import { stuckPodWarning } from './stuck-pod-warning.ts';
import {
  inverseOfRolloutRollback,
  lookAtTemplateHolder,
  verifyRolloutRollback,
} from './rollouts/after-rollout-rollback.ts';
import { prepareRolloutRollback } from './rollouts/roll-back-rollout.ts';
import { verifyRollout } from './verify-rollout.ts';
import { refuseOtherKind } from './workload-kinds.ts';
import { templateGuard } from './template-guard.ts';
import { podWarningNames } from './warnings/warning-kinds.ts';

const kinds = ['Deployment', 'StatefulSet', 'DaemonSet', 'Rollout'];

/** Returns a workload to the pod template of an earlier revision, as `kubectl rollout undo --to-revision` does. */
export const rollback: Action = {
  name: 'rollback',
  summary: 'returns a Deployment, StatefulSet, DaemonSet or Argo Rollout to an earlier revision',
  kinds,
  digestFacts: {
    generation:
      'metadata.generation; absent when an autoscaler, which moves it all the time, owns the replicas',
    spec: 'with an autoscaler, and for a Rollout, instead: hash of the spec without spec.replicas',
    template: 'hash of the current pod template',
    returnTo: 'hash of the pod template of the revision to return to',
  },
  call: 'Deployment: JSON patch: /metadata/resourceVersion, /spec/template, /metadata/annotations; Rollout: /metadata/resourceVersion, /spec/template, the annotation; else strategic merge patch: the data of the ControllerRevision, metadata.resourceVersion, the annotation',
  undo: 'rollback to the revision whose template ran before',
  warnings: ['gitops', ...podWarningNames, 'applied', 'rolled-back'],
  risks: 'medium; high when the revision is doubtful',
  worked:
    "kubectl's rollout status is complete, and the new pods ran for `actions.stableFor` without a restart; three restarts of one of their containers end it as without effect. Of a Rollout: Argo's phase is Healthy with the revision; Degraded is without effect or worse; a pause that waits for a person ends it as unknown",
  permissions: [
    {
      apiGroup: 'apps',
      resources: ['deployments', 'statefulsets', 'daemonsets'],
      verbs: ['get', 'patch'],
      scope: 'namespace',
      neededBy: 'rollback: reads the workload and patches its pod template',
      fields: ['/spec/template', '/metadata/annotations'],
      holds: templateGuard,
    },
    {
      apiGroup: 'argoproj.io',
      resources: ['rollouts'],
      verbs: ['get', 'patch'],
      scope: 'namespace',
      neededBy: 'rollback: reads the Rollout and patches its pod template',
      fields: ['/spec/template'],
      holds: templateGuard,
      optional: true,
    },
    {
      apiGroup: 'apps',
      resources: ['replicasets', 'controllerrevisions'],
      verbs: ['list'],
      scope: 'namespace',
      neededBy: 'rollback: the revisions to return to',
    },
    {
      apiGroup: 'autoscaling',
      resources: ['horizontalpodautoscalers'],
      verbs: ['list'],
      scope: 'namespace',
      neededBy: 'rollback, scale: who owns the replica count',
    },
    {
      apiGroup: '',
      resources: ['pods'],
      verbs: ['list'],
      scope: 'namespace',
      neededBy: 'rollback, scale: whether the new pods work',
    },
  ],
  marks: 'main',
  prepare,
  look: lookAtTemplateHolder,
  verify: async (tools, plan, options) =>
    plan.target.kind === 'Rollout'
      ? verifyRolloutRollback(tools, plan, options)
      : verifyRollout(tools, plan, options),
  inverse: async (tools, plan) =>
    plan.target.kind === 'Rollout' ? inverseOfRolloutRollback(tools, plan) : inverseOfRollback(tools, plan),
};

async function prepare(
  tools: ActionTools,
  parameters: Parameters<Action['prepare']>[1],
): Promise<Prepared | PlanRefusal> {
  if (parameters.action !== 'rollback') return planRefusal('bad-value', 'This is no rollback.');
  const { kind, name, namespace } = parameters.target;
  const wrong = refuseOtherKind(kind, kinds, 'rolled back');
  if (wrong !== undefined) return wrong;
  const read = await readTarget(tools, parameters.target);
  if (isRefusal(read)) return read;
  if (kind === 'Rollout') return prepareRolloutRollback(tools, read, parameters.revision);
  const { object, target, reference } = read;
  if (objectAt(object, 'spec')['paused'] === true) {
    const message = `${shortReference(target)} is paused: a rollback would not start. Run \`kubectl rollout resume deploy/${name} -n ${namespace ?? 'default'}\` first.`;
    return planRefusal('paused', message);
  }
  const [revisions, autoscaler] = await Promise.all([
    listRevisions(tools, object),
    findAutoscaler(tools, target),
  ]);
  const currentHash = templateHash(object);
  const current = revisions.find((one) => one.templateHash === currentHash);
  const currentNumber = Number(
    stringAt(object, 'metadata', 'annotations', revisionAnnotation) ?? current?.number ?? 0,
  );
  const now = tools.now();
  const choice = chooseRevision(target, { revisions, currentNumber, currentHash }, parameters.revision, now);
  if (isRefusal(choice)) return choice;
  const { revision } = choice;
  const images = imagesOf(podTemplate(object));
  const generation = numberAt(object, 'metadata', 'generation') ?? 0;
  const movesByItself = autoscaler !== undefined;

  return {
    parameters: { action: 'rollback', target: reference, revision: revision.number },
    target,
    facts: {
      ...(movesByItself ? { spec: jsonHash(specWithoutReplicas(object)) } : { generation }),
      template: currentHash,
      returnTo: revision.templateHash,
    },
    before: {
      revision: currentNumber,
      template: currentHash,
      images,
      replicas: wantedReplicas(object),
      available: availableReplicas(object),
    },
    after: {
      revision: revision.number,
      template: revision.templateHash,
      images: [...revision.images],
    },
    title: `Roll back ${fullReference(reference)} to revision ${revision.number} (${revision.images.join(', ')})`,
    diff: [
      `- ${revisionInWords({ number: currentNumber, images, createdAt: current?.createdAt }, now)}`,
      `+ ${revisionInWords(revision, now)}${revision.changeCause === undefined ? '' : `: ${tools.redact(revision.changeCause)}`}`,
      ...templateDiff(podTemplate(object), revision.template, tools.redact),
      ...(kind === 'Deployment'
        ? annotationDiff(object, annotationsAfter(object, revision), tools.redact)
        : []),
    ],
    warnings: [
      ...choice.warnings,
      ...appliedWarning(object),
      ...(await stuckPodWarning(tools, object, current)),
    ],
    blastRadius: replacementInWords(object),
    risk: choice.warnings.length > 0 ? 'high' : 'medium',
    generation,
    touched: {
      object,
      pods: { ...rollingPods(object), template: revision.template, templateBefore: podTemplate(object) },
    },
    call: (mark, lock) => rollbackPatch(reference, object, revision, { mark, lock }),
  };
}

function specWithoutReplicas(deployment: JsonObject): JsonObject {
  const spec = { ...objectAt(deployment, 'spec') };
  delete spec['replicas'];
  return spec;
}

/** Annotations that people set; those of the controllers follow by themselves. */
function annotationDiff(
  deployment: JsonObject,
  after: Readonly<Record<string, string>>,
  redact: (text: string) => string,
): string[] {
  const own = (annotations: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(
      Object.entries(annotations).filter(
        ([name]) => !/^(deployment\.kubernetes\.io|kubectl\.kubernetes\.io|middlewatch\.dev)\//.test(name),
      ),
    );
  return mapDiff('annotation', own(stringsAt(deployment, 'metadata', 'annotations')), own(after), redact);
}

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
import { lastWriter } from './execution-mark.ts';
import { objectAt, stringAt } from './json-at.ts';
import { readTarget } from './read-target.ts';
import { podTemplate, templateHash } from './revisions.ts';
import { prepareRolloutRestart, verifyRolloutRestart } from './rollouts/restart-rollout.ts';
import { availableReplicas, wantedReplicas } from './rollout-status.ts';
import { replacementInWords, rollingPods } from './rollout-strategy.ts';
import { templatePatch } from './template-change.ts';
import { verifyRollout } from './verify-rollout.ts';
import { refuseOtherKind, rollingKinds, templatePermissions } from './workload-kinds.ts';
import { podWarningNames } from './warnings/warning-kinds.ts';

const kinds: readonly string[] = [...rollingKinds, 'Rollout'];
const annotation = 'kubectl.kubernetes.io/restartedAt';

/** Replaces all pods of a workload by its own rollout, as `kubectl rollout restart` does. */
export const restart: Action = {
  name: 'restart',
  summary: 'replaces all pods of a Deployment, StatefulSet, DaemonSet or Argo Rollout',
  kinds,
  digestFacts: { template: 'hash of the current pod template' },
  call: `strategic merge patch: metadata.resourceVersion, the annotation, spec.template.metadata.annotations["${annotation}"]; Rollout: merge patch: metadata.resourceVersion, the annotation, spec.restartAt`,
  undo: 'none: pods that were stopped do not come back',
  irreversible: true,
  warnings: ['gitops', ...podWarningNames],
  risks: 'low; medium with 1 pod',
  worked:
    "kubectl's rollout status is complete, and the new pods ran for `actions.stableFor` without a restart; three restarts of one of their containers end it as without effect. Of a Rollout: `status.restartedAt` is what `spec.restartAt` is",
  permissions: [
    ...templatePermissions('restart', 'adds an annotation to the pod template', [
      `/spec/template/metadata/annotations/${annotation.replace('/', '~1')}`,
    ]),
    {
      apiGroup: 'argoproj.io',
      resources: ['rollouts'],
      verbs: ['get', 'patch'],
      scope: 'namespace',
      neededBy: 'restart: sets spec.restartAt of a Rollout',
      fields: ['/spec/restartAt'],
      optional: true,
    },
  ],
  marks: 'main',
  prepare,
  verify: async (tools, plan, options) =>
    plan.target.kind === 'Rollout'
      ? verifyRolloutRestart(tools, plan, options)
      : verifyRollout(tools, plan, options, (workload) => takenBack(plan, workload)),
  inverse: async (_tools, plan) =>
    planRefusal(
      'nothing-to-return-to',
      `${shortReference(plan.target)} was restarted: the pods from before are gone, there is nothing to return to.`,
    ),
};

async function prepare(
  tools: ActionTools,
  parameters: Parameters<Action['prepare']>[1],
): Promise<Prepared | PlanRefusal> {
  const wrong = refuseOtherKind(parameters.target.kind, kinds, 'restarted');
  if (wrong !== undefined) return wrong;
  const read = await readTarget(tools, parameters.target);
  if (isRefusal(read)) return read;
  if (parameters.target.kind === 'Rollout') return prepareRolloutRestart(tools, read);
  const { object, target, reference } = read;
  if (objectAt(object, 'spec')['paused'] === true) {
    const message = `${shortReference(target)} is paused: a restart would not start. Ask for \`/mw resume deploy/${target.name} -n ${target.namespace ?? 'default'}\` first.`;
    return planRefusal('paused', message);
  }
  const before = stringAt(object, 'spec', 'template', 'metadata', 'annotations', annotation);
  const restartedAt = `${new Date(tools.now()).toISOString().slice(0, 19)}Z`;
  const wanted = wantedReplicas(object);
  const available = availableReplicas(object);
  return {
    parameters: { action: 'restart', target: reference },
    target,
    facts: { template: templateHash(object) },
    before: { available, template: templateHash(object), restartedAt: before ?? null },
    after: {},
    title: `Restart ${fullReference(reference)}`,
    diff: [`- restarted ${before ?? 'never'}`, '+ restarted when this is carried out'],
    warnings: [
      ...(wanted > 0 && available < wanted
        ? [
            `Only ${available} of ${wanted} pods are available now: a restart cures a hung process, not a bad version or a missing dependency.`,
          ]
        : []),
      ...(wanted === 1 ? ['It has 1 pod: without a spare it may be away until the new one is ready.'] : []),
    ],
    blastRadius: replacementInWords(object),
    risk: wanted === 1 ? 'medium' : 'low',
    generation: undefined,
    touched: { object, pods: { ...rollingPods(object), template: podTemplate(object) } },
    call: (mark, lock) =>
      templatePatch(read, { metadata: { annotations: { [annotation]: restartedAt } } }, { mark, lock }),
  };
}

/** The time that is set is not known beforehand: taken back means that the template is the one from before. */
function takenBack(plan: Plan, workload: JsonObject): Verification | undefined {
  if (templateHash(workload) !== stringAt(plan.before, 'template')) return undefined;
  const by = lastWriter(workload, ['f:spec', 'f:template'])?.manager ?? 'somebody';
  return { result: 'no-effect', sentence: `The restart was taken back (last written by ${by}).` };
}

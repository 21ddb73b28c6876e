import type { Change } from '../cluster/cluster-client.ts';
import type { JsonObject } from '../model/json.ts';
import { shortReference } from '../model/object-reference.ts';
import type { Plan, PlanRefusal } from '../model/plan.ts';
import { planRefusal, type Lock, type Prepared, type Verification } from './action.ts';
import { lastWriter } from './execution-mark.ts';
import { objectAt, stringAt } from './json-at.ts';
import { markedPatch } from './marked-patch.ts';
import type { ReadTarget } from './read-target.ts';
import { podTemplate, templateHash } from './revisions.ts';
import { availableReplicas } from './rollout-status.ts';
import { replacementInWords, rollingPods } from './rollout-strategy.ts';

/**
 * A strategic merge patch of the pod template: containers are merged by their name. A plain merge patch would take all
 * other containers away (measured).
 */
export function templatePatch(
  read: ReadTarget,
  template: JsonObject,
  options: { mark: string; lock: Lock },
): Change {
  return markedPatch(
    read,
    { type: 'application/strategic-merge-patch+json', body: { spec: { template } } },
    options,
  );
}

/** @param what `other resources` */
export function refusePaused({ object, target }: ReadTarget, what: string): PlanRefusal | undefined {
  if (objectAt(object, 'spec')['paused'] !== true) return undefined;
  const message = `${shortReference(target)} is paused: ${what} would not roll out. Ask for \`/mw resume deploy/${target.name} -n ${target.namespace ?? 'default'}\` first.`;
  return planRefusal('paused', message);
}

/** What every change of a template has in common. @param template what pods are made from after it */
export function templateChange(
  { object, target }: ReadTarget,
  template: JsonObject,
): Pick<Prepared, 'target' | 'facts' | 'blastRadius' | 'risk' | 'generation' | 'touched'> & {
  before: JsonObject;
} {
  return {
    target,
    facts: { template: templateHash(object) },
    before: { template: templateHash(object), available: availableReplicas(object) },
    blastRadius: replacementInWords(object),
    risk: 'medium',
    generation: undefined,
    touched: {
      object,
      pods: { ...rollingPods(object), template, templateBefore: podTemplate(object) },
    },
  };
}

/** What holds for every change of a template by hand. */
export function appliedWarning(workload: JsonObject): string[] {
  const applied = 'kubectl.kubernetes.io/last-applied-configuration';
  return stringAt(workload, 'metadata', 'annotations', applied) === undefined
    ? []
    : ['The next kubectl apply brings the present state back: mend the manifest too.'];
}

/** The verdict when what was set does not stand any more. @param what `images`, `resources` */
export function takenBack(
  workload: JsonObject,
  what: string,
  state: 'stands' | 'as-before' | 'other',
): Verification | undefined {
  if (state === 'stands') return undefined;
  const by = lastWriter(workload, ['f:spec', 'f:template'])?.manager ?? 'somebody';
  return state === 'as-before'
    ? { result: 'no-effect', sentence: `The ${what} from before stand again (last written by ${by}).` }
    : { result: 'unknown', sentence: `Other ${what} were set since (written by ${by}).` };
}

export function isTemplateOf(plan: Plan, workload: JsonObject): boolean {
  return templateHash(workload) === stringAt(plan.before, 'template');
}

import { objectPath } from '../cluster/object-path.ts';
import type { ActionParameters } from '../model/action.ts';
import { fullReference, shortReference } from '../model/object-reference.ts';
import type { Plan, PlanRefusal } from '../model/plan.ts';
import { isRefusal, planRefusal, type ActionTools, type Prepared, type Verification } from './action.ts';
import { lastWriter } from './execution-mark.ts';
import { objectAt, stringAt } from './json-at.ts';
import { markedPatch } from './marked-patch.ts';
import { readTarget, type ReadTarget } from './read-target.ts';
import type { TouchedPods } from './warnings/touched.ts';
import { refuseOtherKind } from './workload-kinds.ts';

/** The field that holds a kind still: `kubectl rollout pause` sets the first, `kubectl patch cronjob` the second. */
const fields: Readonly<Record<string, 'paused' | 'suspend'>> = {
  Deployment: 'paused',
  Rollout: 'paused',
  CronJob: 'suspend',
  /** Flagger's. */
  Canary: 'suspend',
};

type SwitchAction = 'pause' | 'resume' | 'suspend' | 'halt';

export type Switched = 'held' | 'running';

/** What one action of this family says. */
export interface SwitchWords {
  action: SwitchAction;
  kinds: readonly string[];
  wanted: Switched;
  /** `Pause` */
  imperative: string;
  /** `paused` */
  participle: string;
  blastRadius: (read: ReadTarget) => string;
  warnings: (tools: ActionTools, read: ReadTarget) => Promise<readonly string[]>;
  /** The pods that it starts or replaces at once; absent: none. */
  pods?: (tools: ActionTools, read: ReadTarget) => Promise<TouchedPods | undefined>;
}

const isHeld = (read: Pick<ReadTarget, 'object' | 'reference'>): boolean =>
  objectAt(read.object, 'spec')[fields[read.reference.kind] ?? ''] === true;

export async function prepareSwitch(
  tools: ActionTools,
  parameters: ActionParameters,
  words: SwitchWords,
): Promise<Prepared | PlanRefusal> {
  const wrong = refuseOtherKind(parameters.target.kind, words.kinds, words.participle);
  if (wrong !== undefined) return wrong;
  const read = await readTarget(tools, parameters.target);
  if (isRefusal(read)) return read;
  const { object, target, reference } = read;
  const field = fields[reference.kind] ?? '';
  const held = isHeld(read);
  if (held === (words.wanted === 'held')) {
    const by = lastWriter(object, ['f:spec', `f:${field}`])?.manager;
    const who = by === undefined ? '' : ` (last set by ${by})`;
    const state = held ? `${words.participle} already${who}` : 'not held';
    return planRefusal('already-so', `${shortReference(target)} is ${state}. Nothing to do.`);
  }
  const pods = await words.pods?.(tools, read);
  return {
    parameters: { action: words.action, target: reference },
    target,
    facts: { [field]: held },
    before: { [field]: held },
    after: { [field]: !held },
    title: `${words.imperative} ${fullReference(reference)}`,
    diff: [`- spec.${field}: ${held}`, `+ spec.${field}: ${!held}`],
    warnings: await words.warnings(tools, read),
    blastRadius: words.blastRadius(read),
    risk: 'low',
    generation: undefined,
    touched: { object, ...(pods !== undefined && { pods }) },
    call: (mark, lock) =>
      markedPatch(
        read,
        { type: 'application/merge-patch+json', body: { spec: { [field]: !held } } },
        { mark, lock },
      ),
  };
}

export async function verifySwitch(tools: ActionTools, plan: Plan, wanted: Switched): Promise<Verification> {
  const object = await tools.cluster.get(objectPath(plan.target));
  const name = shortReference(plan.target);
  if (stringAt(object, 'metadata', 'uid') !== plan.target.uid)
    return { result: 'unknown', sentence: `${name} was deleted and made anew since.` };
  const field = fields[plan.target.kind] ?? '';
  const held = isHeld({ object, reference: plan.target });
  if (held === (wanted === 'held')) return { result: 'worked', sentence: `spec.${field} is ${held}.` };
  const by = lastWriter(object, ['f:spec', `f:${field}`])?.manager ?? 'somebody';
  return { result: 'no-effect', sentence: `spec.${field} is ${held} again, last set by ${by}.` };
}

/** @param inverse the action that sets the field back */
export async function inverseOfSwitch(
  tools: ActionTools,
  plan: Plan,
  { wanted, inverse }: { wanted: Switched; inverse: SwitchAction },
): Promise<ActionParameters | PlanRefusal> {
  const read = await readTarget(tools, plan.target);
  if (isRefusal(read)) return read;
  if (isHeld(read) !== (wanted === 'held')) {
    const message = `${fullReference(read.reference)} is as it was before: somebody set it back since. Nothing to undo.`;
    return planRefusal('world-moved-on', message);
  }
  return { action: inverse, target: read.reference };
}

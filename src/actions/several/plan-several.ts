import { actionWords } from '../../model/action-words.ts';
import { actionValueNames, type ActionParameters, type ActionPart } from '../../model/action.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import { shortReference } from '../../model/object-reference.ts';
import type { Plan, PlanPart, PlanRefusal } from '../../model/plan.ts';
import { isRefusal, planRefusal, type ActionTools } from '../action.ts';
import { planDigest } from '../plan-digest.ts';
import { exactPart } from './exact-part.ts';
import { inBatches } from './in-batches.ts';
import { kindInWords } from './kind-in-words.ts';
import { reachOf } from './reach-of.ts';
import { resolveParts } from './resolve-parts.ts';
import { withNames } from './with-names.ts';

/** As for one object: five minutes after its approval no further call begins. */
const timeLimitMs = 5 * 60_000;

/** Plans one object; what an action file does for one is all that several need. */
export type PlanOne = (parameters: ActionParameters) => Promise<Plan | PlanRefusal>;

/**
 * One plan for several objects: each is planned by itself, with its own dry run; the digest covers the uids and facts of
 * all, the blast radius is that of all together. What is as wanted already is left out, and named.
 * @throws ClusterError
 */
export async function planSeveral(
  tools: ActionTools,
  parameters: ActionParameters,
  planOne: PlanOne,
): Promise<Plan | PlanRefusal> {
  const parts = await resolveParts(tools, parameters);
  if (isRefusal(parts)) return parts;
  const { action } = parameters;
  const made = await inBatches(parts, async (part) => planOne({ ...part, action } as ActionParameters));
  const refused = made.flatMap((one) => (isRefusal(one) ? [one] : []));
  const first = refused.find(({ reason }) => reason !== 'already-so');
  if (first !== undefined) {
    const at = made.indexOf(first);
    const name = parts[at] === undefined ? '' : `${shortReference(parts[at].target)}: `;
    return planRefusal(first.reason, `${name}${first.message} Nothing was changed on any of them.`);
  }
  const plans = made.flatMap((plan) => (isRefusal(plan) ? [] : [plan]));
  const [only] = plans;
  if (only === undefined) {
    const message = `All ${parts.length} are as wanted already. ${refused[0]?.message ?? ''}`;
    return planRefusal('already-so', message);
  }
  if (parts.length === 1) return only;
  const leftOut = leftOutWarnings(parts.filter((_part, index) => isRefusal(made[index] ?? {})));
  // Made again, the only one that was named is a plan for one: its digest must be the same.
  if (plans.length === 1 && parameters.selector === undefined)
    return { ...only, warnings: [...leftOut, ...only.warnings] };
  return merge(tools, parameters, plans, leftOut);
}

function leftOutWarnings(parts: readonly ActionPart[]): readonly string[] {
  if (parts.length === 0) return [];
  return [`Left out, as they are so already: ${parts.map(({ target }) => target.name).join(', ')}.`];
}

async function merge(
  tools: ActionTools,
  asked: ActionParameters,
  plans: readonly Plan[],
  leftOut: readonly string[],
): Promise<Plan> {
  const { action, selector } = asked;
  const [first] = plans;
  if (first === undefined) throw new Error('a plan for several objects has none');
  const parts = plans.map(partOf);
  const reach = await reachOf(
    tools,
    action,
    plans.map(({ target }) => target),
  );
  const exact = {
    // What an object gets that has the labels when this is planned again.
    ...exactPart(asked),
    action,
    target: first.parameters.target,
    ...(selector !== undefined && { selector }),
    parts: plans.map(({ parameters }) => exactPart(parameters)),
  } as ActionParameters;
  const facts = {
    objects: Object.fromEntries(
      plans.map(({ target, facts: own }) => [target.name, { uid: target.uid, ...own }]),
    ),
  };
  const untried = plans.find(({ dryRun }) => !dryRun.accepted);
  const least = plans.flatMap(({ leastApprovals }) => leastApprovals ?? []);
  return {
    parameters: exact,
    target: first.target,
    title: titleOf(exact),
    before: {},
    after: {},
    diff: diffOf(plans),
    dryRun: untried?.dryRun ?? {
      accepted: true,
      message: `${first.dryRun.message}, on each of the ${plans.length}`,
    },
    warnings: [
      ...reach.warnings,
      ...leftOut,
      ...withNames(plans.map(({ target, warnings }) => ({ name: shortReference(target), texts: warnings }))),
    ],
    blastRadius: reach.words,
    risk: (['high', 'medium'] as const).find((risk) => plans.some((plan) => plan.risk === risk)) ?? 'low',
    ...(least.length > 0 && { leastApprovals: Math.max(...least) }),
    reversible: plans.every(({ reversible }) => reversible),
    facts,
    digest: planDigest({ parameters: exact, target: first.target, facts }),
    madeAt: tools.now(),
    parts,
    timeLimitMs,
  };
}

function partOf(plan: Plan): PlanPart {
  const { parameters, target, title, before, after, facts, digest, reversible } = plan;
  return { parameters, target, title, before, after, facts, digest, reversible };
}

/** `Scale 3 deployments in shop on prod (replicas 5): cart, checkout, search` */
export function titleOf({ action, target, parts = [] }: ActionParameters): string {
  const { infinitive } = actionWords[action];
  const verb = `${infinitive.charAt(0).toUpperCase()}${infinitive.slice(1)}`;
  const place = `${target.namespace === undefined ? '' : ` in ${target.namespace}`} on ${target.cluster}`;
  const values = actionValueNames
    .map((name) => ({ name, all: parts.map((part) => part[name]) }))
    .filter(({ all }) => all[0] !== undefined && all.every((value) => value === all[0]))
    .map(({ name, all }) => `${name} ${String(all[0])}`);
  const told = values.length === 0 ? '' : ` (${values.join(', ')})`;
  const names = parts.map((part) => part.target.name).join(', ');
  return `${verb} ${parts.length} ${kindInWords(target.kind, parts.length)}${place}${told}: ${names}`;
}

/** Once where it is the same for all. */
function diffOf(plans: readonly Plan[]): readonly string[] {
  const same = new Set(plans.map(({ diff }) => canonicalJson([...diff]))).size === 1;
  const [first] = plans;
  if (same && first !== undefined) return [`each of the ${plans.length}:`, ...first.diff];
  return plans.flatMap(({ target, diff }) => [`${shortReference(target)}:`, ...diff]);
}

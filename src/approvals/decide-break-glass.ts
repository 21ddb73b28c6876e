import { matchesGlob } from './glob.ts';
import type { AskDecision } from './decide-ask.ts';
import type { Person } from '../model/person.ts';
import type { Plan } from '../model/plan.ts';
import { isEntitled, principalsInWords } from './principal.ts';

/** One rule of the config's `breakGlass.rules`. The first one that matches decides alone. */
export interface BreakGlassRule {
  actions: readonly string[];
  /** Absent: all. */
  clusters?: readonly string[] | undefined;
  /** With `*` as a wildcard. Absent: everything, cluster-scoped objects too. */
  namespaces?: readonly string[] | undefined;
  who: readonly string[];
  review: readonly string[];
  /** The highest risk of a plan. */
  risk: Plan['risk'];
  /** Also what cannot be undone. */
  irreversible: boolean;
}

export interface BreakGlassPolicy {
  rules: readonly BreakGlassRule[];
  /** Milliseconds. */
  expires: number;
}

/** Why somebody may not act alone. */
export type BreakGlassRefusal =
  | 'glass-off'
  | 'glass-no-rule'
  | 'glass-not-entitled'
  | 'glass-risk'
  | 'glass-irreversible'
  | 'glass-no-reviewer';

export type BreakGlassDecision =
  | { allowed: true; rule: number; reviewers: readonly string[]; forMs: number }
  | { allowed: false; reason: BreakGlassRefusal; message: string };

export interface BreakGlassAsked {
  action: string;
  cluster: string;
  namespace?: string | undefined;
  /** Absent: not planned yet. */
  plan?: Pick<Plan, 'risk' | 'reversible'> | undefined;
}

const risks: readonly Plan['risk'][] = ['low', 'medium', 'high'];

/**
 * May this person carry out this plan without the approvals that it needs? It takes the place of the approval, never of
 * the right to ask: that is decided before. Somebody else has to be there who can review it.
 * @param people everybody who is mapped
 */
export function decideBreakGlass(
  policy: BreakGlassPolicy,
  { action, cluster, namespace, plan }: BreakGlassAsked,
  person: Person,
  people: readonly Person[],
): BreakGlassDecision {
  if (policy.rules.length === 0)
    return refusal(
      'glass-off',
      `Break-glass is not set up here; ask for an approval. Who runs this can add rules to breakGlass in the config.`,
    );
  const where = namespace === undefined ? 'cluster-wide objects' : `namespace ${namespace}`;
  const index = policy.rules.findIndex((rule) => matches(rule, { action, cluster, namespace }));
  const rule = policy.rules[index];
  if (rule === undefined)
    return refusal(
      'glass-no-rule',
      `No rule of breakGlass is for ${action} in ${where} on ${cluster}. Ask for it without break-glass: somebody has to approve it.`,
    );
  const number = index + 1;
  if (!isEntitled(rule.who, person))
    return refusal(
      'glass-not-entitled',
      `You (${person.user}) may not do this alone: rule ${number} of breakGlass is for ${principalsInWords(rule.who)}.`,
    );
  if (plan !== undefined && risks.indexOf(plan.risk) > risks.indexOf(rule.risk))
    return refusal(
      'glass-risk',
      `This plan has a ${plan.risk} risk, and rule ${number} of breakGlass goes up to ${rule.risk}: it needs an approval.`,
    );
  if (plan?.reversible === false && !rule.irreversible)
    return refusal(
      'glass-irreversible',
      `This cannot be undone, so nobody does it alone (rule ${number} of breakGlass): it needs an approval.`,
    );
  if (!people.some((other) => other.user !== person.user && isEntitled(rule.review, other)))
    return refusal(
      'glass-no-reviewer',
      `Nobody besides you could review this afterwards: rule ${number} of breakGlass asks for ${principalsInWords(rule.review)}. Map somebody in the config.`,
    );
  return { allowed: true, rule: number, reviewers: rule.review, forMs: policy.expires };
}

/**
 * What the policy says of asking, seen by somebody who is alone: that too few people could approve is no reason to refuse.
 */
export function mayAskAlone(
  decision: AskDecision,
): decision is AskDecision & ({ allowed: true } | { allowed: false; reason: 'too-few-approvers' }) {
  return decision.allowed || decision.reason === 'too-few-approvers';
}

function matches(rule: BreakGlassRule, { action, cluster, namespace }: BreakGlassAsked): boolean {
  if (!rule.actions.includes(action)) return false;
  if (rule.clusters !== undefined && !rule.clusters.includes(cluster)) return false;
  return rule.namespaces === undefined || rule.namespaces.some((glob) => matchesGlob(glob, namespace));
}

function refusal(reason: BreakGlassRefusal, message: string): BreakGlassDecision {
  return { allowed: false, reason, message };
}

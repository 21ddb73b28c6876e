import type { Person } from '../model/person.ts';
import { approvalsNeeded, type AskedPlan } from './approvals-needed.ts';
import { findRule, mismatchOf, type PolicyRule, type PolicySubject } from './policy-rule.ts';
import { isEntitled, principalsInWords } from './principal.ts';

/** Why somebody may not ask for an action. */
export type AskRefusal = 'not-mapped' | 'no-rule' | 'not-entitled' | 'too-few-approvers';

export type AskDecision =
  | {
      allowed: true;
      /** The rule's number in the config, from 1. */
      rule: number;
      approvalsNeeded: number;
      approvers: readonly string[];
      expiresInMs: number;
    }
  /** `rule`: the one that refuses, where one does. */
  | { allowed: false; reason: AskRefusal; message: string; rule?: number };

/**
 * May this person ask for this action here? The first matching rule decides alone: a later rule is never asked.
 * @param person undefined: the Slack user is not mapped
 * @param people everybody who is mapped: a request that nobody could approve is refused at once
 * @param plan what is known of the plan that is asked for
 */
export function decideAsk(
  policy: readonly PolicyRule[],
  subject: PolicySubject,
  person: Person | undefined,
  people: readonly Person[],
  plan: AskedPlan = {},
): AskDecision {
  if (person === undefined) return { allowed: false, reason: 'not-mapped', message: notMappedSentence };
  const where = subject.namespace === undefined ? 'cluster-wide objects' : `namespace ${subject.namespace}`;
  const found = findRule(policy, subject);
  if (found === undefined) {
    const message = `No policy rule allows ${subject.action} for ${where} on ${subject.cluster}.${nearMisses(policy, subject)} Add a rule to policy in the config.`;
    return { allowed: false, reason: 'no-rule', message };
  }
  const { rule, number } = found;
  if (!isEntitled(rule.ask, person)) {
    const message = `You (${person.user}) may not ask for ${subject.action} for ${where} on ${subject.cluster}: rule ${number} of the policy asks for ${principalsInWords(rule.ask)}. Ask one of them to type it, or change rule ${number}.`;
    return { allowed: false, reason: 'not-entitled', message };
  }
  const { from } = rule.approve;
  const count = approvalsNeeded(rule, plan);
  const others = new Set(
    people.filter((other) => other.user !== person.user && isEntitled(from, other)).map(({ user }) => user),
  );
  if (others.size < count) {
    const message = `This needs ${approvals(count)} from ${principalsInWords(from)}, besides you, and ${others.size === 0 ? 'nobody else is' : `only ${others.size} of them ${others.size === 1 ? 'is' : 'are'}`} mapped. Add people to the config, or change rule ${number} of the policy.`;
    return { allowed: false, reason: 'too-few-approvers', message, rule: number };
  }
  return {
    allowed: true,
    rule: number,
    approvalsNeeded: count,
    approvers: rule.approve.from,
    expiresInMs: rule.expires,
  };
}

/** The answer to everybody who is not in the config's `people`. */
export const notMappedSentence =
  'You are not mapped to a Kubernetes user, so you can look but not act. Ask the operator to add you to people in the config (your Slack profile, More, Copy member ID).';

const mostMisses = 3;

/** The rules of this action that do not hold here, and what they are for; those that were nearest first. */
function nearMisses(policy: readonly PolicyRule[], subject: PolicySubject): string {
  const order = ['when', 'severity', 'labels', 'namespace', 'cluster'];
  const misses = policy
    .flatMap((rule, index) => {
      const miss = mismatchOf(rule, subject);
      return miss === undefined || miss.part === 'action' ? [] : [{ ...miss, number: index + 1 }];
    })
    .sort((one, other) => order.indexOf(one.part) - order.indexOf(other.part) || one.number - other.number);
  return misses
    .slice(0, mostMisses)
    .map(({ number, words }) => ` Rule ${number} ${words}.`)
    .join('');
}

function approvals(count: number): string {
  return count === 1 ? '1 approval' : `${count} approvals`;
}

import type { AskedPlan } from '../approvals/approvals-needed.ts';
import { decideAsk, type AskDecision } from '../approvals/decide-ask.ts';
import { decideBreakGlass, mayAskAlone } from '../approvals/decide-break-glass.ts';
import type { PolicySubject } from '../approvals/policy-rule.ts';
import type { Person } from '../model/person.ts';
import type { Plan } from '../model/plan.ts';
import type { ActionWorkTools } from './action-tools.ts';

type Asked = AskedPlan & { reversible?: boolean | undefined };

export type WantedDecision =
  Extract<AskDecision, { allowed: true }> | { allowed: false; reason: string; message: string };

/**
 * The policy's word on what somebody asks for. Who wants to break the glass must be entitled to ask as well, and may do
 * it where nobody could approve: then those who review it may approve it too, while the permission lasts.
 */
export function decideWanted(
  tools: Pick<ActionWorkTools, 'policy' | 'people' | 'breakGlass'>,
  { person, subject, breakGlass }: { person: Person; subject: PolicySubject; breakGlass: object | undefined },
  plan: Asked,
): WantedDecision {
  const people = tools.people.listPeople();
  const decision = decideAsk(tools.policy, subject, person, people, plan);
  if (breakGlass === undefined || !mayAskAlone(decision)) return decision;
  if (decision.allowed && decision.approvalsNeeded === 0) return decision;
  const glass = decideBreakGlass(tools.breakGlass, { ...subject, plan: judged(plan) }, person, people);
  if (!glass.allowed || decision.allowed) return glass.allowed ? decision : glass;
  return {
    allowed: true,
    rule: decision.rule ?? 0,
    approvalsNeeded: 1,
    approvers: glass.reviewers,
    expiresInMs: glass.forMs,
  };
}

function judged({ risk, reversible }: Asked): Pick<Plan, 'risk' | 'reversible'> | undefined {
  return risk === undefined || reversible === undefined ? undefined : { risk, reversible };
}

import { isPermitted } from '../approvals/decide-answer.ts';
import { decideAsk } from '../approvals/decide-ask.ts';
import { mayAskAlone } from '../approvals/decide-break-glass.ts';
import { principalsInWords } from '../approvals/principal.ts';
import type { ActionRequest } from '../model/action-request.ts';
import type { IncidentSnapshot } from '../model/incident.ts';
import type { Person } from '../model/person.ts';
import type { ActionWorkTools } from './action-tools.ts';
import { policySubject } from './policy-subject.ts';
import { undoesWorse } from './undoes-worse.ts';

/**
 * What the policy says of a waiting request now: it may have been asked for in other hours, by a person with other rights.
 * `groups`: the asker's, now.
 */
export type PolicyNow =
  | { holds: true; groups: readonly string[] }
  | { holds: false; reason: 'unreachable' | 'not-allowed'; message: string }
  /** Other people, or more of them, have to approve: a new request says who. A sentence. */
  | { holds: false; reason: 'moved'; message: string; groups: readonly string[] };

/** The policy, the asker's rights and the hours, looked at again before an approval counts. */
export async function policyNow(
  tools: ActionWorkTools,
  request: ActionRequest,
  incident: IncidentSnapshot | undefined,
  approver: Person,
): Promise<PolicyNow> {
  const identified = await tools.people.identify(request.askedBy);
  if ('refused' in identified && identified.refused === 'slack-not-asked') {
    const message = `Slack does not say whether ${request.askedByUser}, who asked for this, may still act. Try again in a moment.`;
    return { holds: false, reason: 'unreachable', message };
  }
  const asker = 'person' in identified ? identified.person : undefined;
  if (asker?.user !== request.askedByUser) {
    const message = `${request.askedByUser}, who asked for this, may not act any more.`;
    return { holds: false, reason: 'not-allowed', message };
  }
  const subject = await policySubject(tools, request.plan.parameters, incident);
  if ('refused' in subject) {
    const reason = subject.reason === 'unreachable' ? 'unreachable' : 'not-allowed';
    return { holds: false, reason, message: subject.message };
  }
  const { risk, leastApprovals } = request.plan;
  const undoes = await undoesWorse(tools, request.undoes, asker);
  const decision = decideAsk(tools.policy, subject, asker, tools.people.listPeople(), {
    risk,
    leastApprovals,
    undoes,
  });
  const { groups } = asker;
  // Who may do it alone by a recorded permission needs nobody who could approve; where there is nobody, its reviewers may.
  const { breakGlass } = request;
  const alone = breakGlass !== undefined && (isPermitted(request, approver) || !decision.allowed);
  if (alone && mayAskAlone(decision)) return { holds: true, groups };
  if (!decision.allowed) {
    const own = decision.message.replace(/^You \(([^)]*)\)/, '$1');
    return { holds: false, reason: 'not-allowed', message: own };
  }
  const { approvalsNeeded, approvers, rule } = decision;
  const same =
    approvalsNeeded <= request.approvalsNeeded &&
    JSON.stringify(approvers) === JSON.stringify(request.approvers);
  if (!same) {
    const count = approvalsNeeded === 1 ? '1 approval' : `${approvalsNeeded} approvals`;
    const message = `By rule ${rule} of the policy this needs ${count} by ${principalsInWords(approvers)} now.`;
    return { holds: false, reason: 'moved', message, groups };
  }
  if (JSON.stringify(groups) !== JSON.stringify(request.askedByGroups)) {
    const message = `The groups of ${asker.user}, who asked for this, changed since it was planned.`;
    return { holds: false, reason: 'moved', message, groups };
  }
  return { holds: true, groups };
}

import type { ActionRequest } from '../model/action-request.ts';
import type { Person } from '../model/person.ts';
import { notMappedSentence } from './decide-ask.ts';
import { isEntitled, principalsInWords } from './principal.ts';

/** Why somebody may not answer a request. */
export type AnswerRefusalReason = 'not-mapped' | 'own-request' | 'not-entitled' | 'counted-already';

export type AnswerDecision =
  { allowed: true } | { allowed: false; reason: AnswerRefusalReason; message: string };

type Asked = Pick<
  ActionRequest,
  'askedBy' | 'askedByUser' | 'approvers' | 'approvals' | 'approvalsNeeded' | 'breakGlass'
>;

/**
 * May this person approve, deny or cancel this request? Whoever asked never approves, whichever of their Slack accounts
 * they use (unless no approval is needed: then theirs is the one click), and may always withdraw. A refused click consumes nothing.
 */
export function decideAnswer(
  request: Asked,
  person: Person | undefined,
  answer: 'approve' | 'deny' | 'cancel',
): AnswerDecision {
  if (person === undefined) return refusal('not-mapped', notMappedSentence);
  const own = person.user === request.askedByUser || person.slackUser === request.askedBy;
  if (own && answer === 'approve' && request.approvalsNeeded > 0 && !isPermitted(request, person)) {
    const who = principalsInWords(request.approvers);
    return refusal('own-request', `You asked for this, so somebody else approves it: ${who}.`);
  }
  if (!own && !isEntitled(request.approvers, person)) {
    const verb =
      answer === 'cancel' ? 'cancel this; who asked can, and so can' : `${answer} this; those who may are`;
    const message = `You (${person.user}) may not ${verb} ${principalsInWords(request.approvers)}.`;
    return refusal('not-entitled', message);
  }
  const earlier = request.approvals.find(
    (one) => one.user === person.user || one.person === person.slackUser,
  );
  if (earlier !== undefined && answer !== 'cancel') {
    const word = earlier.answer === 'approve' ? 'approval' : 'denial';
    const way = answer === 'deny' ? ' Press Cancel to stop it.' : '';
    return refusal('counted-already', `Your ${word} is counted already; each person counts once.${way}`);
  }
  return { allowed: true };
}

/** A permission to break the glass is recorded for this very person. Whether it is over is for the store's clock to say. */
export function isPermitted({ breakGlass }: Pick<ActionRequest, 'breakGlass'>, person: Person): boolean {
  return (
    breakGlass !== undefined &&
    breakGlass.usedAt === undefined &&
    breakGlass.person === person.slackUser &&
    breakGlass.user === person.user
  );
}

function refusal(reason: AnswerRefusalReason, message: string): AnswerDecision {
  return { allowed: false, reason, message };
}

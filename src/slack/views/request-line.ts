import { actionRequestStateWords, type ActionRequest } from '../../model/action-request.ts';
import { verdictWords } from '../../model/verdict.ts';
import { dateToken } from '../text/date-token.ts';
import { foreignText } from '../text/foreign-text.ts';
import type { PersonName } from './message-view.ts';

/** One action in one line of mrkdwn: `Waiting for approval (0 of 1): Roll back … · asked by Ana · until 03:27`. */
export function requestLine(request: ActionRequest, personName: PersonName): string {
  const title = foreignText(request.plan.title, 200);
  const asked = `asked by ${foreignText(personName(request.askedBy), 60)}`;
  const word = actionRequestStateWords[request.state];
  switch (request.state) {
    case 'awaiting-approval': {
      const given = request.approvals.filter((approval) => approval.answer === 'approve').length;
      if (request.approvalsNeeded === 0)
        return `Waits for one click: ${title} · ${asked} · until ${dateToken(request.expiresAt)}`;
      return `${word} (${given} of ${request.approvalsNeeded}): ${title} · ${asked} · until ${dateToken(request.expiresAt)}`;
    }
    case 'done': {
      const verdict = request.execution?.verdict;
      if (verdict === undefined) return `${word}: ${title} · ${asked}${foundText(request)}`;
      return `${word}: ${title}${foundText(request)} · ${verdictWords[verdict.result]}: ${foreignText(verdict.sentence, 300)}`;
    }
    case 'failed': {
      const why = request.execution?.message ?? request.endReason ?? 'no reason was recorded';
      return `${word}: ${title} · ${foreignText(why, 300)}`;
    }
    case 'executing':
      return `${word}: ${title} · ${asked}${progressText(request)}`;
    case 'verifying':
      return `${word}: ${title} · ${asked}${foundText(request)}`;
    default: {
      const why = request.endReason === undefined ? '' : ` · ${foreignText(request.endReason, 200)}`;
      return `${word}: ${title}${why}`;
    }
  }
}

/** How far an action of several steps is. */
function progressText({ execution }: ActionRequest): string {
  return execution?.progress === undefined ? '' : ` · ${foreignText(execution.progress, 200)}`;
}

/** After a crash or a lost answer, or an early end: what a look at the cluster told. Otherwise there is nothing to say. */
function foundText({ execution }: ActionRequest): string {
  if (execution?.message === undefined) return '';
  const isTold = ['found-done', 'unknown', 'stopped'].includes(execution.outcome ?? '');
  return isTold ? ` · ${foreignText(execution.message, 300)}` : '';
}

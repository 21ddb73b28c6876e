import type { ActionRequest, Approval } from '../../model/action-request.ts';
import { readRequest } from '../rows/request-row.ts';
import { appendAuditEntry } from '../steps/append-audit-entry.ts';
import { appendTimeline } from '../steps/append-timeline.ts';
import { breakTheGlass, glassRefusalOf } from '../steps/break-the-glass.ts';
import { findOpenBreaker } from '../steps/find-open-breaker.ts';
import { findRunning } from '../steps/find-running.ts';
import { isFrozen } from '../steps/is-frozen.ts';
import { markDue } from '../steps/mark-due.ts';
import { markRequestMessagesDue } from '../steps/mark-messages-due.ts';
import { moveRequest } from '../steps/move-request.ts';
import { tellNews } from '../steps/tell-news.ts';
import { writeEffects } from '../steps/write-effects.ts';
import type { AnswerRefusal, AnswerResult, Store } from '../store.ts';
import type { Transaction } from '../transaction.ts';

type Answer = Parameters<Store['answerRequest']>[0];

/**
 * Consumes one person's answer to a plan. Refused answers consume nothing. The last needed approval moves the request to
 * `executing` and makes its one execution, with the audit's `intent` and the due mark, in this one transaction: after
 * the commit the action is going to be carried out once, before it nothing happened.
 */
export async function answerRequest(transaction: Transaction, answer: Answer): Promise<AnswerResult> {
  const request = await readRequest(transaction, answer.requestId);
  if (request === undefined) return { outcome: 'refused', reason: 'not-found' };
  const reason = await refusalOf(transaction, request, answer);
  if (reason !== undefined) return { outcome: 'refused', reason, request };
  if (outcomeOf(request, answer) === 'executing') {
    if ((await findRunning(transaction, request)) !== undefined)
      return { outcome: 'refused', reason: 'object-busy', request };
    const breaker = await findOpenBreaker(transaction, request, answer);
    if (breaker !== undefined) return { outcome: 'refused', reason: 'breaker', request, breaker };
    const told = await tellNews(transaction, request, answer);
    if (told !== 'known') return { outcome: 'refused', reason: 'news', request: told };
  }

  const { approval } = answer;
  await transaction.query(
    'INSERT INTO approvals (request_id, mapped_user, person, answer, answered_at) VALUES ($1, $2, $3, $4, $5)',
    [request.id, approval.user, approval.person, approval.answer, approval.at],
  );
  const outcome = outcomeOf(request, answer);
  await moveRequest(
    transaction,
    request,
    {
      denied: 'denied' as const,
      executing: 'executing' as const,
      counted: 'awaiting-approval' as const,
    }[outcome],
    outcome === 'denied' ? answer.reason : undefined,
  );
  await writeEffects(transaction, answer.effects);
  if (answer.glass !== undefined && needsPermission(request, approval))
    await breakTheGlass(transaction, request.id, approval, answer.glass);
  if (outcome === 'executing') await startExecution(transaction, request, answer);
  await markRequestMessagesDue(transaction, request);

  const after = await readRequest(transaction, request.id);
  if (after === undefined) throw new Error(`request ${request.id} was moved and is not there`);
  return { outcome, request: after };
}

async function refusalOf(
  transaction: Transaction,
  request: ActionRequest,
  { approval, digest, glass }: Answer,
): Promise<AnswerRefusal | undefined> {
  if (request.state !== 'awaiting-approval') return 'ended';
  const [clock] = await transaction.query<{ expired: number }>(
    'SELECT CASE WHEN expires_at <= now_ms() THEN 1 ELSE 0 END AS expired FROM requests WHERE id = $1',
    [request.id],
  );
  if (clock?.expired !== 0) return 'expired';
  if (request.plan.digest !== digest) return 'moved';
  // A denial starts nothing.
  if (approval.answer === 'approve' && (await isFrozen(transaction, request.plan.target))) return 'frozen';
  // The Slack user too: the mapping may have changed since the request was made. Denying one's own plan harms
  // nobody; where no approval is needed, the asker's click is the one.
  if (needsPermission(request, approval)) {
    if (glass === undefined) return 'own-request';
    const refused = await glassRefusalOf(transaction, request.id, approval);
    if (refused !== undefined) return refused;
  }
  const counted = request.approvals.some(
    ({ user, person }) => user === approval.user || person === approval.person,
  );
  return counted ? 'counted-already' : undefined;
}

/** The asker's own yes to a plan that others have to approve. */
function needsPermission(request: ActionRequest, { user, person, answer }: Approval): boolean {
  const own = user === request.askedByUser || person === request.askedBy;
  return own && answer === 'approve' && request.approvalsNeeded > 0;
}

function outcomeOf(request: ActionRequest, { approval }: Answer): 'counted' | 'executing' | 'denied' {
  if (approval.answer === 'deny') return 'denied';
  // Only with a permission did it get here.
  if (needsPermission(request, approval)) return 'executing';
  return request.approvals.length + 1 >= request.approvalsNeeded ? 'executing' : 'counted';
}

async function startExecution(
  transaction: Transaction,
  request: ActionRequest,
  answer: Answer,
): Promise<void> {
  await transaction.query('INSERT INTO executions (id, request_id, started_at) VALUES ($1, $2, now_ms())', [
    answer.executionId,
    request.id,
  ]);
  await appendAuditEntry(transaction, answer.intent);
  await appendTimeline(transaction, answer.executingTimeline);
  await markDue(transaction, [{ kind: 'execute', key: request.id }]);
}

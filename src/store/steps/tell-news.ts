import type { ActionRequest, Approval } from '../../model/action-request.ts';
import { readRequest } from '../rows/request-row.ts';
import type { Store } from '../store.ts';
import type { Transaction } from '../transaction.ts';
import { markRequestMessagesDue } from './mark-messages-due.ts';

/** Nobody reads a sentence in less: an earlier click is the second half of a double click, or the same one again. */
const readingMs = 1500;

type News = Parameters<Store['answerRequest']>[0]['news'];

/**
 * Did this person know, when they clicked, what happened since the plan was made? If not, they are told now: the rows are
 * written, the messages of the request are due, and the click does not count.
 */
export async function tellNews(
  transaction: Transaction,
  request: ActionRequest,
  { approval, news }: { approval: Approval; news?: News },
): Promise<'known' | ActionRequest> {
  if (news === undefined || news.facts.length === 0) return 'known';
  const rows = await transaction.query<{ fact: string; told_at: number }>(
    'SELECT fact, told_at FROM request_news WHERE request_id = $1 AND mapped_user = $2',
    [request.id, approval.user],
  );
  const toldAt = new Map(rows.map(({ fact, told_at }) => [fact, told_at]));
  const unread = news.facts.filter(({ fact }) => {
    const at = toldAt.get(fact);
    return at === undefined || at + readingMs > news.clickedAt;
  });
  if (unread.length === 0) return 'known';
  for (const { fact, words } of unread) {
    await transaction.query(
      `INSERT INTO request_news (request_id, fact, mapped_user, words, told_at) VALUES ($1, $2, $3, $4, now_ms())
       ON CONFLICT (request_id, fact, mapped_user) DO NOTHING`,
      [request.id, fact, approval.user, words],
    );
  }
  await markRequestMessagesDue(transaction, request);
  return (await readRequest(transaction, request.id)) ?? request;
}

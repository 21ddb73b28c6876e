import type {
  ActionRequest,
  ActionRequestState,
  Approval,
  Execution,
  ExecutionStep,
} from '../../model/action-request.ts';
import type { Verdict } from '../../model/verdict.ts';
import { placeholders, type Transaction } from '../transaction.ts';
import { readBreakGlass } from './break-glass-row.ts';

/** What never changes stands in the JSON; what moves stands in columns and in the tables approvals and executions. */
type FixedPart = Omit<
  ActionRequest,
  'state' | 'version' | 'approvals' | 'news' | 'execution' | 'breakGlass' | 'endReason'
>;

interface RequestRow {
  id: string;
  state: ActionRequestState;
  version: number;
  end_reason: string | null;
  request: string;
}

interface ApprovalRow {
  request_id: string;
  person: string;
  mapped_user: string;
  answer: Approval['answer'];
  answered_at: number;
}

interface NewsRow {
  request_id: string;
  fact: string;
  words: string;
  first_told: number;
}

interface ExecutionRow {
  request_id: string;
  id: string;
  started_at: number;
  called_at: number | null;
  finished_at: number | null;
  outcome: NonNullable<Execution['outcome']> | null;
  message: string | null;
  verdict: string | null;
  steps: string | null;
  progress: string | null;
  aborted: string | null;
}

export function fixedPart(request: ActionRequest): string {
  // JSON leaves out what is undefined.
  const moving = {
    state: undefined,
    version: undefined,
    approvals: undefined,
    news: undefined,
    execution: undefined,
    breakGlass: undefined,
    endReason: undefined,
  };
  return JSON.stringify({ ...request, ...moving });
}

/** Reads whole requests, in the order of the ids. */
export async function readRequests(
  transaction: Transaction,
  ids: readonly string[],
): Promise<readonly ActionRequest[]> {
  if (ids.length === 0) return [];
  const list = placeholders(ids.length, 1);
  const rows = await transaction.query<RequestRow>(
    `SELECT id, state, version, end_reason, request FROM requests WHERE id IN (${list})`,
    ids,
  );
  const approvals = await transaction.query<ApprovalRow>(
    `SELECT request_id, person, mapped_user, answer, answered_at FROM approvals WHERE request_id IN (${list})
     ORDER BY answered_at, mapped_user`,
    ids,
  );
  const executions = await transaction.query<ExecutionRow>(
    `SELECT request_id, id, started_at, called_at, finished_at, outcome, message, verdict, steps, progress,
       aborted FROM executions
     WHERE request_id IN (${list})`,
    ids,
  );
  const permits = await readBreakGlass(transaction, ids);
  const news = await transaction.query<NewsRow>(
    `SELECT request_id, fact, MIN(words) AS words, MIN(told_at) AS first_told FROM request_news
     WHERE request_id IN (${list}) GROUP BY request_id, fact ORDER BY first_told, fact`,
    ids,
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    if (row === undefined) return [];
    const execution = executions.find((one) => one.request_id === id);
    const told = news.filter((one) => one.request_id === id);
    const breakGlass = permits.get(id);
    return [
      {
        ...(JSON.parse(row.request) as FixedPart),
        state: row.state,
        version: row.version,
        approvals: approvals.filter((one) => one.request_id === id).map(readApproval),
        ...(told.length > 0 && {
          news: told.map(({ fact, words, first_told }) => ({ fact, words, at: first_told })),
        }),
        ...(execution !== undefined && { execution: readExecution(execution) }),
        ...(breakGlass !== undefined && { breakGlass }),
        ...(row.end_reason !== null && { endReason: row.end_reason }),
      },
    ];
  });
}

export async function readRequest(
  transaction: Transaction,
  requestId: string,
): Promise<ActionRequest | undefined> {
  const [request] = await readRequests(transaction, [requestId]);
  return request;
}

function readApproval(row: ApprovalRow): Approval {
  return { person: row.person, user: row.mapped_user, answer: row.answer, at: row.answered_at };
}

function readExecution(row: ExecutionRow): Execution {
  return {
    id: row.id,
    startedAt: row.started_at,
    ...(row.called_at !== null && { calledAt: row.called_at }),
    ...(row.finished_at !== null && { finishedAt: row.finished_at }),
    ...(row.outcome !== null && { outcome: row.outcome }),
    ...(row.message !== null && { message: row.message }),
    ...(row.verdict !== null && { verdict: JSON.parse(row.verdict) as Verdict }),
    ...(row.steps !== null && { steps: JSON.parse(row.steps) as readonly ExecutionStep[] }),
    ...(row.progress !== null && { progress: row.progress }),
    ...(row.aborted !== null && {
      aborted: JSON.parse(row.aborted) as NonNullable<Execution['aborted']>,
    }),
  };
}

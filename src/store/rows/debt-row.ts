import type { Debt, DebtVerdict } from '../../model/break-glass.ts';
import type { ActionRequest } from '../../model/action-request.ts';

export interface DebtRow {
  number: number;
  request_id: string;
  incident_id: string | null;
  execution_id: string | null;
  request: string;
  person: string;
  owed_by_user: string;
  reason: string;
  reviewers: string;
  opened_at: number;
  remind_at: number;
  reminders: number;
  reviewed_at: number | null;
  reviewer: string | null;
  reviewer_user: string | null;
  verdict: DebtVerdict | null;
  review: string | null;
}

/** Debts with what they are about, before a WHERE. */
export const selectDebtsSql = `SELECT debts.number, debts.request_id, requests.incident_id, executions.id AS execution_id,
    requests.request, break_glass.person, debts.owed_by_user, break_glass.reason, break_glass.reviewers, debts.opened_at,
    debts.remind_at, debts.reminders, debts.reviewed_at, debts.reviewer, debts.reviewer_user, debts.verdict, debts.review
  FROM debts JOIN break_glass ON break_glass.request_id = debts.request_id
    JOIN requests ON requests.id = debts.request_id
    LEFT JOIN executions ON executions.request_id = debts.request_id`;

export function readDebtRow(row: DebtRow): Debt {
  const { plan, channel } = JSON.parse(row.request) as Pick<ActionRequest, 'plan' | 'channel'>;
  const { reviewed_at: at, reviewer: person, reviewer_user: user, verdict, review: reason } = row;
  return {
    number: row.number,
    requestId: row.request_id,
    ...(row.incident_id !== null && { incidentId: row.incident_id }),
    ...(row.execution_id !== null && { executionId: row.execution_id }),
    title: plan.title,
    channel,
    owedBy: row.person,
    owedByUser: row.owed_by_user,
    reason: row.reason,
    reviewers: JSON.parse(row.reviewers) as readonly string[],
    openedAt: row.opened_at,
    remindAt: row.remind_at,
    reminders: row.reminders,
    ...(at !== null &&
      person !== null &&
      user !== null &&
      verdict !== null &&
      reason !== null && { review: { person, user, verdict, reason, at } }),
  };
}

/**
 * The recorded permission of somebody alone to carry out their own waiting plan by their own click. It stands beside the
 * request, is used at most once, and using it opens a {@link Debt}.
 */
export interface BreakGlass {
  /** The Slack user, and the mapped Kubernetes user: only they may use it. */
  person: string;
  user: string;
  /** What they typed. */
  reason: string;
  /** So many of them this user may use within an hour; counted again when it is used. */
  perHour: number;
  /** Who may review what was done: `group:sre`, `user:ana@example.com`. */
  reviewers: readonly string[];
  /** Milliseconds. */
  grantedAt: number;
  expiresAt: number;
  usedAt?: number;
}

export type DebtVerdict = 'ok' | 'not-ok';

export const debtVerdictWords: Readonly<Record<DebtVerdict, string>> = {
  ok: 'it was right',
  'not-ok': 'it was not right',
};

/** What somebody who broke the glass owes: that a second person looks at what was done, and says whether it was right. */
export interface Debt {
  /** From 1: `DEBT-3`. */
  number: number;
  requestId: string;
  incidentId?: string;
  executionId?: string;
  /** Of the plan that was carried out. */
  title: string;
  /** Where it was said aloud. */
  channel: string;
  owedBy: string;
  owedByUser: string;
  reason: string;
  reviewers: readonly string[];
  /** Milliseconds. */
  openedAt: number;
  /** When the next reminder is due, and how many there were. */
  remindAt: number;
  reminders: number;
  review?: DebtReview;
}

export interface DebtReview {
  person: string;
  user: string;
  verdict: DebtVerdict;
  reason: string;
  at: number;
}

export function debtName({ number }: Pick<Debt, 'number'>): string {
  return `DEBT-${number}`;
}

/** `DEBT-3`, `debt-3` or `3` → 3; undefined when it names no debt. */
export function readDebtNumber(text: string): number | undefined {
  const number = /^(?:debt-)?([1-9]\d{0,8})$/i.exec(text.trim())?.[1];
  return number === undefined ? undefined : Number(number);
}

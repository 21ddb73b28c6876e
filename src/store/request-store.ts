import type {
  ActionRequest,
  ActionRequestState,
  Approval,
  ExecutionStep,
  RequestNews,
} from '../model/action-request.ts';
import type { AuditEntry } from '../model/audit-record.ts';
import type { Debt, DebtReview } from '../model/break-glass.ts';
import type { Breakers } from '../model/breakers.ts';
import type { Freeze } from '../model/freeze.ts';
import type { TimelineEntry } from '../model/timeline.ts';
import type { Verdict } from '../model/verdict.ts';
import type {
  AnswerResult,
  BeginCallResult,
  BeginStepResult,
  Effects,
  GlassAnswer,
  PermitResult,
  StepsRecord,
  WriteResult,
} from './store-results.ts';

/** What the store does with requests for actions, from the plan to the verdict: a part of the store's port. */
export interface RequestStore {
  /** Idempotent by request.id: a second call returns what is there. `expire` is marked due at expiresAt. */
  createRequest(request: ActionRequest, effects: Effects): Promise<ActionRequest>;
  loadRequest(requestId: string): Promise<ActionRequest | undefined>;
  findRequestByHandle(handle: string): Promise<ActionRequest | undefined>;
  /** The request whose execution has this id. */
  findRequestByExecution(executionId: string): Promise<ActionRequest | undefined>;
  /** Newest first. */
  listRequests(filter: {
    incidentId?: string;
    /** Those whose plan names this uid; other objects of the plan may be meant by it too (its owner). */
    objectUid?: string;
    /** Those that undo this request. */
    undoes?: string;
    /** Those whose plan is shown there. */
    channel?: string;
    states?: readonly ActionRequestState[];
    limit: number;
  }): Promise<readonly ActionRequest[]>;
  /** Whose execution began within so many milliseconds, by the database's clock; oldest first, at most 500. */
  listExecuted(withinMs: number): Promise<readonly ActionRequest[]>;
  /**
   * consumeApproval: one conditional write. Re-checks state, expiry (by the database's clock), the digest, self-approval
   * (by mapped user) and double counting inside. The last needed approval moves the request to `executing`, creates the
   * execution, appends the audit `intent` and marks `execute` due, all in one transaction. `effects` are written with
   * counted, executing and denied; `intent` only with executing. `reason` of a denial becomes the end's.
   */
  answerRequest(answer: {
    requestId: string;
    digest: string;
    approval: Approval;
    reason?: string;
    /**
     * What happened since the plan was made. The last needed approval counts only when its person was told of each
     * some time before the click; else it is written down who was told, the messages of the request are due, and the
     * answer is refused as `news`.
     */
    news?: { facts: readonly Pick<RequestNews, 'fact' | 'words'>[]; clickedAt: number };
    /** Looked at with the last needed approval, in the same transaction. */
    breakers?: Breakers;
    executionId: string;
    effects: Effects;
    intent: AuditEntry;
    executingTimeline: readonly TimelineEntry[];
    /** The asker's own approval may count, if a permission is recorded for them. */
    glass?: GlassAnswer;
  }): Promise<AnswerResult>;
  /** Records a permission, once for a request; for who asked alone, and while it waits. */
  permitBreakGlass(
    permit: {
      requestId: string;
      person: string;
      user: string;
      reason: string;
      perHour: number;
      reviewers: readonly string[];
      forMs: number;
    },
    effects: Effects,
  ): Promise<PermitResult>;
  /** Open ones first, the oldest first; then reviewed ones, the newest first. */
  listDebts(filter: { limit: number }): Promise<readonly Debt[]>;
  findDebt(which: { number: number } | { requestId: string }): Promise<Debt | undefined>;
  /** Conflict when it is reviewed. Never by who owes it. */
  reviewDebt(
    requestId: string,
    review: Omit<DebtReview, 'at'>,
    effects: Effects,
  ): Promise<WriteResult | 'own-debt'>;
  /** The reminder after so many, if its time has come and the debt is open; else conflict. */
  remindDebt(
    requestId: string,
    reminder: { reminders: number; nextAt: number },
    effects: Effects,
  ): Promise<WriteResult>;
  /** From awaiting-approval to an end (cancelled, expired, superseded). Conflict when it is in another state. `expired` only if the database's clock says so. */
  endRequest(
    requestId: string,
    end: 'cancelled' | 'expired' | 'superseded',
    reason: string,
    effects: Effects,
  ): Promise<WriteResult>;
  /** From the commit on no approval counts and no call begins where it holds. Once, by its id. */
  beginFreeze(freeze: Freeze, audit: AuditEntry): Promise<void>;
  /** Conflict when it does not run any more. */
  endFreeze(freezeId: string, audit: AuditEntry): Promise<WriteResult>;
  /** Those that run by the database's clock. */
  listFreezes(): Promise<readonly Freeze[]>;
  /** `frozen`: a freeze holds there, and no call has left. Just before the call leaves. `again` = it was set before: a crash or lost answer lies between; look first. */
  beginCall(requestId: string, at: number): Promise<BeginCallResult>;
  /** As beginCall, for one call of several. `frozen` and `aborted`: none leaves any more, also none that had been tried. */
  beginStep(
    requestId: string,
    step: Pick<ExecutionStep, 'key' | 'name'>,
    at: number,
  ): Promise<BeginStepResult>;
  /** What came of steps, by their keys, and how far it is. Conflict when it is not executing any more. */
  recordSteps(requestId: string, record: StepsRecord): Promise<WriteResult>;
  /** Somebody ends an execution early; marks `execute` due. Conflict when it does not execute or was aborted before. */
  abortExecution(
    requestId: string,
    aborted: { by: string; user: string; at: number },
    effects: Effects,
  ): Promise<WriteResult>;
  /** The call's outcome: to `verifying` (marks `verify` due) or `failed`. Conflict when it is not executing any more. */
  finishExecution(
    requestId: string,
    outcome: {
      state: 'verifying' | 'failed';
      outcome: NonNullable<ActionRequest['execution']>['outcome'] & string;
      message: string;
      at: number;
      /**
       * The last call that is known to whoever says that nothing was changed. Conflict when another was begun since: it may
       * have changed something.
       */
      lastCallAt?: number | 'none';
      /** The number of steps that are known there. Conflict when it is another. */
      stepsBegun?: number;
    },
    effects: Effects,
  ): Promise<WriteResult>;
  /** How far its verification is, in words. Conflict when it is not being verified any more. */
  recordProgress(requestId: string, progress: string): Promise<WriteResult>;
  recordVerdict(requestId: string, verdict: Verdict, effects: Effects): Promise<WriteResult>;
}

import type {
  ActionRequest,
  ActionRequestState,
  Approval,
  RequestNews,
  ExecutionStep,
} from '../model/action-request.ts';
import type { Alert } from '../model/alert.ts';
import type { AuditEntry, AuditRecord } from '../model/audit-record.ts';
import type { Debt, DebtReview } from '../model/break-glass.ts';
import type { Breakers } from '../model/breakers.ts';
import type { Freeze } from '../model/freeze.ts';
import type { DueItem, DueKind } from '../model/due.ts';
import type { Incident, IncidentContext, IncidentSnapshot } from '../model/incident.ts';
import type { Input } from '../model/input.ts';
import type { MessageRecord } from '../model/message.ts';
import type { Overview } from '../model/overview.ts';
import type { Replica } from '../model/replica.ts';
import type { OldNews } from '../model/old-news.ts';
import type { Storm, StormSnapshot, Traffic } from '../model/storm.ts';
import type { TimelineEntry } from '../model/timeline.ts';
import type { Verdict } from '../model/verdict.ts';
import type { Watchdog } from '../model/watchdog.ts';
import type { UnreadableRecord } from './read-audit-link.ts';
import type {
  WriteResult,
  DueMark,
  Effects,
  MessageWanted,
  RecordDeliveryResult,
  IntakeView,
  IntakeDecision,
  BeginStepResult,
  StepsRecord,
  GlassAnswer,
  PermitResult,
  AnswerResult,
  BeginCallResult,
} from './store-results.ts';

export type * from './store-results.ts';

/**
 * The store. Whole operations only: one call is one transaction with a deadline; expired or impossible →
 * MiddlewatchError `store-deadline` or `store-unavailable`. All times are milliseconds.
 */
export interface Store {
  // --- intake
  /** Parses, validates and commits one webhook body off the main thread; marks `intake` due. The body is transferred. */
  recordDelivery(delivery: {
    source: string;
    receivedAt: number;
    body: Uint8Array<ArrayBuffer>;
  }): Promise<RecordDeliveryResult>;
  /** Undefined when the delivery is not there or was applied already: nothing is left to do. */
  /**
   * With `keys`, only the incidents of these keys and those of `known` are in the view: in a storm, all that is open is
   * far more than one delivery needs.
   */
  loadIntake(deliveryId: string, keys?: readonly string[]): Promise<IntakeView | undefined>;
  applyIntake(deliveryId: string, decision: IntakeDecision): Promise<WriteResult>;
  /** A decision that no delivery caused; same rules as applyIntake's. */
  applyDecision(decision: IntakeDecision): Promise<WriteResult>;

  // --- incidents
  loadIncident(incidentId: string): Promise<IncidentSnapshot | undefined>;
  /** By `INC-12` or its id. */
  findIncident(name: string): Promise<IncidentSnapshot | undefined>;
  /** Firing and acknowledged ones, oldest first; of one channel where given. */
  listOpenIncidents(channel?: string): Promise<readonly Incident[]>;
  /** A cluster's firing and acknowledged ones, and those resolved as `not-listed`; with alerts, without context. */
  listReconcilable(cluster: string): Promise<readonly IncidentSnapshot[]>;
  /** A cluster's alerts that fired at some time since then (milliseconds since the epoch), newest first. */
  listRecentAlerts(cluster: string, since: number, limit: number): Promise<readonly Alert[]>;
  /** Firing and acknowledged ones with this `sharedCause`, oldest first. */
  listIncidentsByCause(cause: string, limit: number): Promise<readonly Incident[]>;
  /** The newest of a key, closed or not. */
  findIncidentByKey(key: string): Promise<IncidentSnapshot | undefined>;
  /** The incident whose card or thread this message is. */
  findIncidentByThread(channel: string, ts: string): Promise<IncidentSnapshot | undefined>;
  /**
   * Occurrences of the alerts of a name (case does not matter), newest first; and in how many of the newest
   * `searchedDeliveries` deliveries they were.
   */
  findAlertsByName(
    name: string,
    limit: number,
  ): Promise<{
    alerts: readonly (Alert & { incidentId: string })[];
    deliveries: number;
    lastReceivedAt?: number;
    searchedDeliveries: number;
  }>;
  /** Conditional on `incident.version`. */
  changeIncident(incident: Incident, effects: Effects): Promise<WriteResult>;
  recordContext(incidentId: string, context: IncidentContext, effects: Effects): Promise<void>;
  /** The newest `limit` entries, oldest first. */
  listTimeline(incidentId: string, limit: number): Promise<readonly TimelineEntry[]>;

  // --- storms
  /** What goes on in each channel, by the database's clock. */
  loadTraffic(): Promise<Traffic>;
  loadStorm(stormId: string): Promise<StormSnapshot | undefined>;
  /** The storm that runs in a channel, else the newest one that ended there. By the channel's name in the config. */
  findStorm(channel: string): Promise<Storm | undefined>;
  /** Its incidents, open ones first, the gravest first; and how many there are. */
  listStormIncidents(
    stormId: string,
    page: { offset: number; limit: number },
  ): Promise<{ incidents: readonly Incident[]; total: number }>;
  /**
   * Marks `enrich` due for the first `each` incidents of each alert name that were not looked at, while fewer than `all`
   * of the storm's were. Gives how many.
   */
  sampleStorm(stormId: string, limits: { each: number; all: number }): Promise<number>;
  /** Ends it when at most `atMost` incidents were folded within the last `withinMs`, and it is at least that old. */
  endStorm(
    stormId: string,
    calm: { withinMs: number; atMost: number },
    effects: Effects,
  ): Promise<WriteResult>;
  /** `conflict`: somebody took it on before, or there is none. */
  acknowledgeStorm(stormId: string, who: { person: string; at: number }): Promise<WriteResult>;

  // --- watchdogs
  listWatchdogs(): Promise<readonly Watchdog[]>;
  /** Keeps those that are newer than what is known; marks `watchdog` due for each. */
  recordWatchdogs(watchdogs: readonly Watchdog[]): Promise<void>;

  // --- inputs
  /** `duplicate` = the same click or command was delivered again: nothing is due. */
  recordInput(input: Input): Promise<'recorded' | 'duplicate'>;
  loadInput(inputId: string): Promise<Input | undefined>;

  // --- actions
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
    },
    effects: Effects,
  ): Promise<WriteResult>;
  /** How far its verification is, in words. Conflict when it is not being verified any more. */
  recordProgress(requestId: string, progress: string): Promise<WriteResult>;
  recordVerdict(requestId: string, verdict: Verdict, effects: Effects): Promise<WriteResult>;

  // --- messages
  loadMessage(messageId: string): Promise<MessageRecord | undefined>;
  listMessages(filter: { incidentId?: string; requestId?: string }): Promise<readonly MessageRecord[]>;
  /** Before chat.postMessage leaves; `again` = an earlier attempt may have reached Slack: look for it first. */
  beginPosting(messageId: string, at: number): Promise<'first' | 'again' | 'shown'>;
  recordShown(messageId: string, shown: { channel: string; ts: string; hash: string }): Promise<void>;
  recordMessageProblem(messageId: string, problem: string): Promise<void>;
  /** A message that was wanted for longer than this and never posted is told by a digest, which is wanted then. */
  foldOldNews(
    messageId: string,
    how: { olderThanMs: number; digest: { id: string; channel: string } },
  ): Promise<'folded' | 'fresh'>;
  loadDigest(digestId: string, limit: number): Promise<{ news: readonly OldNews[]; total: number }>;
  /** Slack says for sure that nothing was posted (an error answer): back to `wanted`. */
  recordNotPosted(messageId: string): Promise<void>;

  // --- Slack's budgets, shared by all processes of a store
  /** Takes one call out of each budget, or of none: then how long the worst of them has to be waited for. */
  takeSlackTurn(
    rates: readonly { name: string; intervalMs: number; burst: number }[],
  ): Promise<{ name: string; waitMs: number } | undefined>;
  /** Slack said Retry-After in this budget. */
  restSlack(rate: { name: string; intervalMs: number; burst: number }, milliseconds: number): Promise<void>;

  // --- due
  markDue(marks: readonly DueMark[]): Promise<void>;
  /**
   * Takes what is due, oldest first, under a lease by the database's clock; a lease that ran out is taken again. Opening
   * the embedded store ends all leases: its lock proves that their owner is dead.
   */
  claimDue(claim: {
    owner: string;
    leaseMs: number;
    limit: number;
    kinds?: readonly DueKind[];
    /** Only what another had taken, whose lease ran out. */
    only?: 'interrupted';
  }): Promise<readonly DueItem[]>;
  /** Prolongs the leases of what is still worked on, from now. Gives those it could; what is missing another took since, or it is done. */
  renewDue(items: readonly DueItem[], leaseMs: number): Promise<readonly DueItem[]>;
  /** Done: gone unless it was marked again meanwhile. `lost`: another took it since its lease ran out. */
  completeDue(item: DueItem): Promise<'held' | 'lost'>;
  /** Not done: due again in `inMs`, lease given back. */
  postponeDue(item: DueItem, inMs: number, problem?: string): Promise<void>;
  /** Milliseconds until the next item, of these kinds where given, is due by the database's clock; undefined when nothing is. */
  nextDueInMs(kinds?: readonly DueKind[]): Promise<number | undefined>;
  /** The database's clock, in milliseconds since the epoch. */
  readClock(): Promise<number>;

  // --- audit and health
  appendAudit(entry: AuditEntry): Promise<void>;
  /** The records after a number, oldest first. */
  readAudit(part: { after: number; limit: number }): Promise<readonly (AuditRecord | UnreadableRecord)[]>;
  /** Records that the records up to `head` were exported, so that they may be deleted. Conflict: it is not there, or sealed already. */
  sealAudit(head: { seq: number; hash: string }, entry: Omit<AuditEntry, 'kind'>): Promise<WriteResult>;
  /** Deletes records that are sealed, oldest first, up to a limit; gives how many. */
  pruneSealed(limit: number): Promise<number>;
  /** A message with what belongs to it, once by its id; conflict when it was made before. */
  wantMessage(message: MessageWanted, effects: Effects): Promise<WriteResult>;
  /** What was recorded last under a name. */
  loadSetting(name: string): Promise<{ hash: string; value: string } | undefined>;
  /** Conditional on the hash of what was recorded before; undefined: nothing was. */
  recordSetting(
    setting: { name: string; hash: string; value: string; previousHash: string | undefined },
    audit: AuditEntry,
  ): Promise<WriteResult>;
  /** The first time on a day (`2026-11-24`), and whenever the identity is another one than before. */
  recordLogin(
    login: { slackUser: string; identity: string; day: string },
    audit: AuditEntry,
  ): Promise<'recorded' | 'known'>;
  /** Newest first. */
  listAudit(filter: {
    incidentId?: string;
    limit: number;
  }): Promise<readonly (AuditEntry & { seq: number; hash: string })[]>;
  auditHead(): Promise<{ seq: number; hash: string }>;
  counts(): Promise<{ openIncidents: number; dueItems: number; deliveries: number }>;
  /** Deletes applied deliveries and handled inputs older than this, at most `limit` of each. Gives how many went. */
  prune(what: { olderThanMs: number; limit: number }): Promise<number>;
  /** A process says that it runs, and what it is connected to; its version row. */
  announceReplica(replica: Pick<Replica, 'id' | 'name' | 'version' | 'parts'>): Promise<void>;
  /** It ends: not listed any more. */
  forgetReplica(id: string): Promise<void>;
  /** Who works on the store, under which leases, and what waits. */
  readOverview(): Promise<Overview>;
  /** Commits something small; throws when the store cannot commit. For /readyz. */
  probe(): Promise<void>;
  /** Waits for running operations, then closes; idempotent. */
  close(): Promise<void>;
}

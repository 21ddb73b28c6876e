import type { Alert } from '../model/alert.ts';
import type { AuditEntry, AuditRecord } from '../model/audit-record.ts';
import type { DueItem, DueKind } from '../model/due.ts';
import type { Incident, IncidentContext, IncidentSnapshot } from '../model/incident.ts';
import type { Input } from '../model/input.ts';
import type { MessageRecord } from '../model/message.ts';
import type { Overview } from '../model/overview.ts';
import type { Replica } from '../model/replica.ts';
import type { OldNews } from '../model/old-news.ts';
import type { Storm, StormSnapshot, Traffic } from '../model/storm.ts';
import type { TimelineEntry } from '../model/timeline.ts';
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
  StormTaken,
  TakenDelivery,
} from './store-results.ts';
import type { RequestStore } from './request-store.ts';

export type * from './store-results.ts';

/**
 * The store. Whole operations only: one call is one transaction with a deadline; expired or impossible →
 * MiddlewatchError `store-deadline` or `store-unavailable`. All times are milliseconds.
 */
export interface Store extends RequestStore {
  // --- intake
  /** Parses, validates and commits one webhook body off the main thread; marks `intake` due. The body is transferred. */
  recordDelivery(delivery: {
    source: string;
    receivedAt: number;
    body: Uint8Array<ArrayBuffer>;
  }): Promise<RecordDeliveryResult>;
  /**
   * Undefined when the delivery is not there or was applied already: nothing is left to do. With `keys`, only the
   * incidents of these keys and those of `known` are in the view: in a storm, all that is open is far more than one
   * delivery needs.
   */
  loadIntake(deliveryId: string, keys?: readonly string[]): Promise<IntakeView | undefined>;
  /**
   * Puts the alerts of a delivery into their incidents by the rules that the store was opened with: all in the store's
   * thread and in one transaction. `conflict`: nothing was written, try again; undefined: it was done before.
   */
  takeDelivery(deliveryId: string): Promise<TakenDelivery | 'conflict' | undefined>;
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
  /**
   * Its incidents, open ones first, the gravest first; and how many there are. `unacknowledged`: only those that fire and
   * have no card of their own.
   */
  listStormIncidents(
    stormId: string,
    page: { offset: number; limit: number; only?: 'unacknowledged' },
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
  /** Gives how many incidents were written. `conflict`: none of those given could be, or there is no such storm. */
  acknowledgeStorm(stormId: string, taken: StormTaken): Promise<{ incidents: number } | 'conflict'>;

  // --- watchdogs
  listWatchdogs(): Promise<readonly Watchdog[]>;
  /** Keeps those that are newer than what is known; marks `watchdog` due for each. */
  recordWatchdogs(watchdogs: readonly Watchdog[]): Promise<void>;

  // --- inputs
  /** `duplicate` = the same click or command was delivered again: nothing is due. */
  recordInput(input: Input): Promise<'recorded' | 'duplicate'>;
  loadInput(inputId: string): Promise<Input | undefined>;

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

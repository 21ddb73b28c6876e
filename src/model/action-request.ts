import type { BreakGlass } from './break-glass.ts';
import type { Plan } from './plan.ts';
import type { Verdict } from './verdict.ts';

/**
 * `planned → awaiting-approval → approved → executing → verifying → done | failed`, with `denied`, `expired`,
 * `cancelled`, `superseded` as ends. One conditional write moves it; `approved` and `executing` are entered in the same
 * transaction that takes the last needed answer, so `planned` and `approved` are never at rest in the store.
 */
export type ActionRequestState =
  | 'awaiting-approval'
  | 'executing'
  | 'verifying'
  | 'done'
  | 'failed'
  | 'denied'
  | 'expired'
  | 'cancelled'
  | 'superseded';

/** Which moves the store allows; anything else is a late input and gets an answer instead. */
export const actionRequestMoves: Readonly<Record<ActionRequestState, readonly ActionRequestState[]>> = {
  'awaiting-approval': ['executing', 'denied', 'expired', 'cancelled', 'superseded'],
  executing: ['verifying', 'failed'],
  verifying: ['done'],
  done: [],
  failed: [],
  denied: [],
  expired: [],
  cancelled: [],
  superseded: [],
};

/** What people read, on the message and as the answer to a late click. */
export const actionRequestStateWords: Readonly<Record<ActionRequestState, string>> = {
  'awaiting-approval': 'Waiting for approval',
  executing: 'In progress',
  verifying: 'Done, being verified',
  done: 'Done',
  failed: 'Failed',
  denied: 'Denied',
  expired: 'Expired',
  cancelled: 'Cancelled',
  superseded: 'Superseded by a new plan',
};

/** One person's answer to one plan digest. */
export interface Approval {
  /** The Slack user. */
  person: string;
  /** The mapped Kubernetes user: two Slack accounts of one person are one. */
  user: string;
  answer: 'approve' | 'deny';
  at: number;
}

/** `stopped`: some of its steps were carried out, and then no further one. */
export type ExecutionOutcome = 'answered' | 'found-done' | 'refused' | 'world-moved' | 'unknown' | 'stopped';

/** One of the calls of an execution that consists of several: of a drain one eviction, of a plan for several objects one of these. */
export interface ExecutionStep {
  /** Names it for ever: the uid of its object. */
  key: string;
  /** `pod/checkout-7d9 in shop` */
  name: string;
  /** When its call left last, set just before: whoever finds a step looks at the cluster first. */
  calledAt: number;
  finishedAt?: number;
  /** `done`: carried out, by the answer or by a look; `failed`: nothing was changed; `unknown`: cannot be told. */
  outcome?: 'done' | 'failed' | 'unknown';
  /** A sentence for people. */
  message?: string;
}

/** What the world said after the plan was made: it stands on the message before the last needed click counts. */
export interface RequestNews {
  /** Names it for ever: `resolved/1764040000000`. */
  fact: string;
  /** A clause of plain text: `INC-7 was resolved by itself`. */
  words: string;
  /** When somebody was told first. */
  at: number;
}

/** The one attempt to carry out an approved plan. */
export interface Execution {
  /** Stands in `fieldManager=middlewatch-<action>-<id>`: lower-case letters and digits. */
  id: string;
  startedAt: number;
  /** Set just before the call leaves; a restart that finds it set looks at the cluster first. */
  calledAt?: number;
  finishedAt?: number;
  /** What was found; `found-done` = after a crash or a lost answer the cluster showed the effect. */
  outcome?: ExecutionOutcome;
  /** A sentence for people. */
  message?: string;
  verdict?: Verdict;
  /** The calls that have left, in their order; absent where there is only one. */
  steps?: readonly ExecutionStep[];
  /** How far it is, while it runs: `Evicted 7 of 12; waiting: …` */
  progress?: string;
  /** Somebody ended it early: no further step begins. */
  aborted?: { by: string; user: string; at: number };
}

export interface ActionRequest {
  id: string;
  /** Random; stands in the buttons and names this request, nothing else. */
  handle: string;
  incidentId?: string;
  /** The id of the request that this one undoes. */
  undoes?: string;
  plan: Plan;
  state: ActionRequestState;
  version: number;
  /** The Slack user who asked, and the mapped Kubernetes identity at that time. */
  askedBy: string;
  askedByUser: string;
  askedByGroups: readonly string[];
  askedAt: number;
  expiresAt: number;
  /** How many approvals the policy wants, and who may give them (`group:sre`, a Kubernetes user). */
  approvalsNeeded: number;
  approvers: readonly string[];
  /** Where the plan is shown: a reply in the incident's thread, else a root message in this channel. */
  channel: string;
  /** When it was planned, a rule of break-glass was for it and its asker: the plan offers that. */
  breakGlassOffered?: true;
  approvals: readonly Approval[];
  /** Absent: none. */
  news?: readonly RequestNews[];
  /** How the object was when this was asked for; absent: not known. */
  targetWas?: 'healthy' | 'ill';
  execution?: Execution;
  /** The asker may carry it out by their own click, without the approvals that it needs, until this ends. */
  breakGlass?: BreakGlass;
  /** Why it ended, for people: who denied, what moved. */
  endReason?: string;
}

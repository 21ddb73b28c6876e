/** The people of the model, as they are mapped at the start. Ann is Ana's second account; Nemo is mapped to nobody. */
export const everybody = {
  U_ANA: { user: 'ana', groups: ['sre'] },
  U_ANN: { user: 'ana', groups: ['sre'] },
  U_BEN: { user: 'ben', groups: ['sre'] },
  U_CLEO: { user: 'cleo', groups: ['platform', 'sre'] },
  U_EVE: { user: 'eve', groups: ['support'] },
  U_NEMO: undefined,
} as const satisfies Record<string, Identity | undefined>;

export interface Identity {
  user: string;
  groups: readonly string[];
}

export const slackUsers = Object.keys(everybody);

/** What may be asked for, and what the policy of the model wants for it. */
export const rules = {
  scale: { ask: 'sre', from: 'sre', count: 1, expires: 15 * 60_000 },
  pause: { ask: 'sre', from: 'sre', count: 2, expires: 15 * 60_000 },
  resume: { ask: 'sre', from: 'sre', count: 2, expires: 15 * 60_000 },
  restart: { ask: 'sre', from: 'sre', count: 0, expires: 60_000 },
  cordon: { ask: 'sre', from: 'platform', count: 1, expires: 60_000 },
  uncordon: { ask: 'sre', from: 'platform', count: 1, expires: 60_000 },
  drain: { ask: 'sre', from: 'platform', count: 1, expires: 15 * 60_000 },
  'delete-pod': { ask: 'support', from: 'sre', count: 1, expires: 15 * 60_000 },
} as const;

/** Who may act alone, on what, and who reviews it. */
export const glass = {
  actions: ['scale', 'pause', 'cordon', 'drain'] as readonly string[],
  who: 'sre',
  review: 'platform',
  perHour: 1,
  forMs: 5 * 60_000,
};

/** How many executions stop a series. */
export const breakers = {
  person: { executions: 4, withinMs: 10 * 60_000 },
  object: { executions: 2, withinMs: 10 * 60_000 },
};

export type ModelAction = keyof typeof rules;

/** A click that says yes, as it was when it came. */
interface Yes {
  slackUser: string;
  user: string;
  at: number;
  entitled: boolean;
}

export type State =
  | 'awaiting-approval'
  | 'executing'
  | 'verifying'
  | 'done'
  | 'failed'
  | 'denied'
  | 'expired'
  | 'cancelled'
  | 'superseded';

/** One request, in plain terms. */
export interface PlainRequest {
  id: string;
  handle: string;
  action: ModelAction;
  value: number | undefined;
  askedBy: string;
  askedByUser: string;
  /** Where it acts, each with what the digest rests on there; several in the order of their steps. */
  objects: readonly { path: string; facts: string }[];
  undoes: string | undefined;
  madeAt: number;
  expiresAt: number;
  yes: Yes[];
  /** Mapped users and Slack users whose answer counts. */
  counted: { user: string; slackUser: string }[];
  state: State;
  executionId: string | undefined;
  startedAt: number;
  /** Set when the store says that the call, or the last of them, is over. */
  outcome: string | undefined;
  verdict: string | undefined;
  /** The count of steps when somebody ended it early. */
  abortedSince: number | undefined;
  /** Objects, by path and uid, that were changed under its execution. */
  landed: Set<string>;
}

/** Somebody may carry their own request out. */
export interface PlainPermit {
  user: string;
  slackUser: string;
  until: number;
  usedAt: number | undefined;
}

export interface PlainFreeze {
  id: string;
  namespace: string | undefined;
  /** The count of steps at its commit. */
  since: number;
  endsAt: number | undefined;
  ended: boolean;
}

/** The whole of what must be true, as plain as can be: nothing of the product's code is used here. */
export interface PlainModel {
  now: number;
  /** Who is mapped to whom now. */
  people: Map<string, Identity>;
  /** Actions that the policy has no rule for any more. */
  withdrawn: Set<ModelAction>;
  requests: Map<string, PlainRequest>;
  freezes: PlainFreeze[];
  /** By request. */
  permits: Map<string, PlainPermit>;
  /** By request: who owes a review of what they did alone, and whether somebody gave it. */
  debts: Map<string, { user: string; slackUser: string; reviewed: boolean }>;
  /** Somebody ended the incident; `since`: the count of steps then. */
  resolved: { at: number; since: number } | undefined;
  /** Who was told of that before their approval counts: request and user, and when. */
  told: Map<string, number>;
  /** Who asked by which input, as mapped each time when the work on it began. */
  asked: Map<string, readonly { slackUser: string; user: string | undefined }[]>;
}

export function newPlainModel(now: number): PlainModel {
  return {
    now,
    people: new Map(
      Object.entries<Identity | undefined>(everybody).flatMap(([slack, identity]) =>
        identity === undefined ? [] : [[slack, identity] as const],
      ),
    ),
    withdrawn: new Set(),
    requests: new Map(),
    freezes: [],
    permits: new Map(),
    debts: new Map(),
    resolved: undefined,
    told: new Map(),
    asked: new Map(),
  };
}

const ends: readonly State[] = ['done', 'failed', 'denied', 'expired', 'cancelled', 'superseded'];

export function isEnd(state: State): boolean {
  return ends.includes(state);
}

/** So long after its approval an action may still be sent (src/work/execute.ts); a drain has its own time. */
export function mayBeSentForMs(action: ModelAction): number {
  return (action === 'drain' ? 10 : 5) * 60_000;
}

/** Where a request may be found after it was found somewhere, however much happened in between. */
export function mayBecome(from: State, to: State): boolean {
  if (from === to) return true;
  switch (from) {
    case 'awaiting-approval':
      return true;
    case 'executing':
      return ['verifying', 'done', 'failed'].includes(to);
    case 'verifying':
      return to === 'done';
    default:
      return false;
  }
}

/** A freeze that holds now where the action acts; nodes stand in no namespace. */
export function freezeOn(model: PlainModel, action: ModelAction): PlainFreeze | undefined {
  const namespace = ['cordon', 'uncordon', 'drain'].includes(action) ? undefined : 'shop';
  return model.freezes.find(
    (freeze) =>
      !freeze.ended &&
      (freeze.endsAt === undefined || freeze.endsAt > model.now) &&
      (freeze.namespace === undefined || freeze.namespace === namespace),
  );
}

/** Whether a Slack account stands for whoever asked: the very account, or another of the same person. */
export function isAsker(request: PlainRequest, slackUser: string, user: string): boolean {
  return user === request.askedByUser || slackUser === request.askedBy;
}

/** How many different people, none of them the asker, said yes in time and were entitled to. */
export function validYes(request: PlainRequest): number {
  const { count } = rules[request.action];
  const valid = request.yes.filter(
    ({ slackUser, user, at, entitled }) =>
      at < request.expiresAt && entitled && (count === 0 || !isAsker(request, slackUser, user)),
  );
  return new Set(valid.map(({ user }) => user)).size;
}

/** May this person answer requests of this action now? */
export function isEntitled(model: PlainModel, request: PlainRequest, slackUser: string): boolean {
  const person = model.people.get(slackUser);
  if (person === undefined) return false;
  const { from, count } = rules[request.action];
  return person.groups.includes(from) || (count === 0 && isAsker(request, slackUser, person.user));
}

/** So long before a click its person must have been told what happened since the plan was made. */
const readingMs = 1500;

/** Does the last needed approval of this person count, or are they told first that the incident is over? */
export function knowsTheNews(
  model: PlainModel,
  request: PlainRequest,
  user: string,
  clickedAt: number,
): boolean {
  if (model.resolved === undefined || model.resolved.at <= request.madeAt) return true;
  const toldAt = model.told.get(`${request.id}/${user}`);
  return toldAt !== undefined && toldAt + readingMs <= clickedAt;
}

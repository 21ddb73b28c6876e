import type { AccountOptions, DeliveryOptions } from './workspace-options.ts';
import type { EphemeralMessage, Message, Ping, View } from './message.ts';
import type { WorldPanel } from './world-panel.ts';

/** One Web API request as it arrived and what it was answered. */
export type ApiCall = {
  readonly id: number;
  readonly at: number;
  readonly method: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly token: 'bot' | 'app' | 'none' | 'unknown';
  /** Absent while the answer is outstanding and when it never came (hang, reset, drop-answer). */
  readonly status?: number;
  readonly ok?: boolean;
  readonly error?: string;
  /** The whole answer, for assertions. */
  readonly response?: Readonly<Record<string, unknown>>;
  readonly fault?: FaultKind['kind'];
};

/** One thing that the workspace sent to the app, and what became of it. */
export type DeliveryRecord = {
  readonly envelopeId: string;
  readonly at: number;
  readonly type: 'slash_commands' | 'interactive' | 'events_api';
  readonly payload: Readonly<Record<string, unknown>>;
  /** Number of the Socket Mode connection, or `http`; absent when there was none to send it on. */
  readonly via?: number | 'http';
  readonly retryAttempt: number;
  readonly outcome?: DeliveryOutcome;
  /** Real milliseconds from sending to the acknowledgement. */
  readonly ackAfterMs?: number;
  readonly ackPayload?: unknown;
};

/** `dispatch_failed`: nothing took it (no socket, refused connection, non-2xx). `operation_timeout`: no ack within 3 s. */
export type DeliveryOutcome = 'acknowledged' | 'operation_timeout' | 'dispatch_failed';

/**
 * `hang`: never answers · `reset`: the connection is cut before anything happens · `drop-answer`: the call is carried
 * out, then the connection is cut · `status`: that HTTP status and no JSON · `error`: `{ok:false,error}` ·
 * `ratelimited`: 429 with Retry-After · `slow`: carried out, answers after `delayMs`. `onHit` is called at the very moment:
 * when nothing has happened yet, or when all is done and nothing is answered.
 */
export type FaultKind =
  | { readonly kind: 'hang' }
  | { readonly kind: 'reset'; readonly onHit?: () => void }
  | { readonly kind: 'drop-answer'; readonly onHit?: () => void }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'error'; readonly error: string }
  | { readonly kind: 'ratelimited'; readonly retryAfterSeconds: number }
  | { readonly kind: 'slow'; readonly delayMs: number };

export type Fault = FaultKind & {
  /** `chat.postMessage`, or `*` for every method. */
  readonly method: string;
  /** How many calls it hits; default 1. `Infinity` until removed. */
  readonly times?: number;
  readonly when?: (args: Readonly<Record<string, unknown>>) => boolean;
};

/** What came of a person's click, command or submit. `error` is the sentence that the person sees. */
export type InteractionResult = {
  readonly outcome: DeliveryOutcome | 'not_sent';
  readonly envelopeId?: string;
  readonly error?: string;
  /** For submitView: what the acknowledgement did with the modal. */
  readonly view?: 'closed' | 'updated' | 'pushed' | 'errors';
  /** For submitView: block id → sentence. */
  readonly errors?: Readonly<Record<string, string>>;
};

/** Says where an element is: in a message (by `ts` or the message itself) or in the person's open modal. */
export type ElementTarget = {
  /** Channel id or `#name`; default the first channel. */
  readonly channel?: string;
  /** Default: the newest message (also ephemeral) of the channel that holds such an element. */
  readonly ts?: string;
  readonly message?: Message;
  /** True: in the top modal of this person. */
  readonly inView?: true;
  readonly actionId?: string;
  readonly blockId?: string;
  /** The label of a button. */
  readonly text?: string;
  /** What the person answers when the element has a confirm dialog; default `confirm`. */
  readonly confirmDialog?: 'confirm' | 'deny';
};

/**
 * Values for choose and submitView: the value (or the label) of an option, several of them, or a user, channel or
 * conversation id, a date, a time, or text.
 */
export type ElementValue = string | readonly string[];

export type ConversationOptions = { readonly channel?: string; readonly threadTs?: string };

/** A scripted person. Every method does what a person could do in Slack, and waits until Slack has an answer. */
export type Person = {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly email: string;
  readonly tz: string;
  readonly title: string;
  /** Slack delivers no slash command that is typed in a thread, so there is no thread here. */
  command(
    command: string,
    text?: string,
    options?: { readonly channel?: string },
  ): Promise<InteractionResult>;
  press(target: ElementTarget): Promise<InteractionResult>;
  /** Select menus, overflow, radio buttons, checkboxes, date and time pickers. */
  choose(target: ElementTarget & { readonly value: ElementValue }): Promise<InteractionResult>;
  /** Keys are action ids or block ids of the input blocks of the top modal. */
  submitView(values?: Readonly<Record<string, ElementValue>>): Promise<InteractionResult>;
  closeView(options?: { readonly all: true }): Promise<InteractionResult>;
  /** Posts `@bot text`; resolves when the app_mention event is acknowledged. Result carries the message's ts. */
  mention(text: string, options?: ConversationOptions): Promise<InteractionResult & { readonly ts: string }>;
  /** Posts text as the person typed it (`<`, `>` and `&` are escaped as Slack does). */
  say(text: string, options?: ConversationOptions): Promise<{ readonly ts: string }>;
  /** A message shortcut from the "More actions" menu of a message. */
  messageShortcut(
    callbackId: string,
    target: { readonly channel?: string; readonly ts: string },
  ): Promise<InteractionResult>;
  globalShortcut(callbackId: string): Promise<InteractionResult>;
  openHome(): Promise<InteractionResult>;
  ephemerals(channel?: string): readonly EphemeralMessage[];
  /** Open modals, the top one last. */
  views(): readonly View[];
  /** Errors that Slack's client showed to this person, oldest first: `/mw failed with the error "operation_timeout"`. */
  notices(): readonly string[];
};

export type SocketControl = {
  /** Open connections that have had their hello. */
  readonly count: number;
  /** Sends `disconnect` to one connection (the oldest) or to all. A well-behaved client reconnects. */
  disconnect(options?: {
    readonly reason?: 'warning' | 'refresh_requested' | 'link_disabled' | 'too_many_websockets';
    readonly which?: 'oldest' | 'all';
  }): void;
  /** Cuts every TCP connection without a close frame. */
  reset(): void;
  /** `silent`: pings of the app are not answered any more. */
  pongs(mode: 'answered' | 'silent'): void;
  /** `apps.connections.open` answers but the WebSocket upgrade is refused, until `open`. */
  upgrades(mode: 'open' | 'refused'): void;
  /** The next `count` envelopes (default 1) are each delivered twice, with one envelope id. */
  duplicateNext(count?: number): void;
  /** Sends an `app_rate_limited` envelope, which carries no inner event. */
  appRateLimited(): void;
};

/** The running workspace. Everything the app did and everything people see is readable here without waiting. */
export type Workspace = {
  /** The page: `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** For `slackApiUrl`: ends in `/api/`. */
  readonly apiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly teamId: string;
  readonly appId: string;
  readonly botUserId: string;
  readonly botId: string;
  readonly sockets: SocketControl;
  /** Throws for an unknown name. */
  person(name: string): Person;
  people(): readonly Person[];
  /** Id of `#name`, `name` or an id; throws when there is none. */
  channelId(nameOrId: string): string;
  /** Root messages and broadcast replies, oldest first. */
  messages(channel?: string): readonly Message[];
  /** The root and its replies, oldest first. */
  thread(channel: string, ts: string): readonly Message[];
  deletions(): readonly {
    readonly channel: string;
    readonly ts: string;
    readonly message: Message;
    readonly at: number;
  }[];
  /** Every version a message has had, the first included. */
  versions(channel: string, ts: string): readonly Message[];
  pings(): readonly Ping[];
  calls(method?: string): readonly ApiCall[];
  deliveries(): readonly DeliveryRecord[];
  /** Bytes of an uploaded file. */
  fileContent(id: string): Uint8Array;
  /** Adds a fault; the returned function removes it. */
  fault(fault: Fault): () => void;
  deliverTo(delivery: DeliveryOptions): void;
  /** Takes a channel away from the bot, or archives it. */
  changeChannel(
    channel: string,
    change: { readonly botIsMember?: boolean; readonly isArchived?: boolean },
  ): void;
  /** An admin changes an account; the app hears of it where it subscribed to user_change. */
  changeAccount(person: string, change: AccountOptions): void;
  /** Sets the members of a user group, by its handle and their names; the app may subscribe to subteam_members_changed. */
  changeUsergroup(handle: string, members: readonly string[]): void;
  /** Somebody who may (an admin) deletes a message; the app is not asked and not told. */
  deleteMessage(channel: string, ts: string): void;
  setWorldPanel(panel: WorldPanel): void;
  onStart(listener: (scenario: string) => void | Promise<void>): void;
  /**
   * Resolves with the first value of `probe` that is neither undefined, null nor false. `probe` runs now and after
   * every change of the workspace; rejects after `timeoutMs` (default 15,000) with `what` and the last calls.
   */
  waitFor<T>(
    probe: () => T | undefined | null | false,
    options?: { readonly timeoutMs?: number; readonly what?: string },
  ): Promise<T>;
  /** Calls back after each change; the returned function ends it. */
  onChange(listener: () => void): () => void;
  stop(): Promise<void>;
};

import type { Block, EphemeralMessage, Message, MessageFile, Ping, View } from '../message.ts';
import type { AccountOptions, ShortcutOptions, SlashCommandOptions } from '../workspace-options.ts';
import type { ApiCall, DeliveryRecord } from '../workspace-handle.ts';
import type { WorldPanel } from '../world-panel.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { Ids } from './ids.ts';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

export type PersonState = {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  email: string;
  account: AccountOptions;
  readonly tz: string;
  /** True when the zone was chosen for them; else the page shows times in the browser's own. */
  readonly hasOwnZone: boolean;
  readonly title: string;
  readonly ephemerals: EphemeralMessage[];
  /** Open modals, the top one last. */
  views: View[];
  readonly notices: string[];
};

export type ChannelState = {
  readonly id: string;
  readonly name: string;
  readonly topic: string;
  readonly isPrivate: boolean;
  /** A direct conversation between the bot and this person. */
  readonly directWith?: string;
  readonly created: number;
  isArchived: boolean;
  /** User ids, the bot's included when it is a member. */
  readonly members: Set<string>;
  /** Sorted by ts; replies stand among the rest. */
  messages: Message[];
};

export type UsergroupState = {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  users: readonly string[];
};

export type UploadState = {
  readonly file: MessageFile;
  readonly secret: string;
  content: Uint8Array;
  state: 'awaited' | 'uploaded' | 'shared';
};

export type TriggerState = {
  readonly userId: string;
  readonly expiresAt: number;
  used: boolean;
  readonly viewId?: string;
};

export type ResponseUrlState = {
  readonly userId: string;
  readonly channel: string;
  readonly expiresAt: number;
  usesLeft: number;
  readonly source:
    | { readonly kind: 'command'; readonly text: string }
    | { readonly kind: 'message'; readonly ts: string; readonly visibility: 'channel' | 'ephemeral' }
    | { readonly kind: 'view' };
};

export type AppIdentity = {
  readonly teamId: string;
  readonly teamName: string;
  readonly teamDomain: string;
  readonly appId: string;
  readonly appName: string;
  readonly botName: string;
  readonly botUserId: string;
  readonly botId: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly verificationToken: string;
};

/** Everything that the workspace remembers. Changed in place; whoever changes it calls `changes.changed()`. */
export type WorkspaceState = {
  readonly ids: Ids;
  readonly now: () => number;
  readonly changes: ChangeFeed;
  readonly app: AppIdentity;
  readonly people: readonly PersonState[];
  readonly channels: ChannelState[];
  readonly usergroups: readonly UsergroupState[];
  readonly commands: readonly SlashCommandOptions[];
  readonly shortcuts: readonly ShortcutOptions[];
  readonly botEvents: readonly string[];
  readonly uploads: Map<string, UploadState>;
  readonly triggers: Map<string, TriggerState>;
  readonly responseUrls: Map<string, ResponseUrlState>;
  /** What people have chosen in menus and typed in inputs: `userId place` → block id → action id → value. */
  readonly elementState: Map<string, Record<string, Record<string, Readonly<Record<string, unknown>>>>>;
  /** `channel ts` → all versions. */
  readonly versions: Map<string, Message[]>;
  /** Home views, by user id. */
  readonly homes: Map<string, View>;
  readonly deletions: {
    readonly channel: string;
    readonly ts: string;
    readonly message: Message;
    readonly at: number;
  }[];
  readonly pings: Ping[];
  readonly calls: Writable<ApiCall>[];
  readonly deliveries: Writable<DeliveryRecord>[];
  worldPanel: WorldPanel | undefined;
  /** Where the server listens; empty until it does. */
  baseUrl: string;
  /** Microseconds of the newest message time given out. */
  lastTs: number;
};

/** The next message time: unique and rising, also when the clock stands still. */
export function nextTs(state: Pick<WorkspaceState, 'now' | 'lastTs'>): string {
  state.lastTs = Math.max(state.lastTs + 1, state.now() * 1000);
  const micros = String(state.lastTs);
  return `${micros.slice(0, -6)}.${micros.slice(-6)}`;
}

export const botIsMember = (state: WorkspaceState, channel: ChannelState): boolean =>
  channel.members.has(state.app.botUserId);

export const findPerson = (state: WorkspaceState, id: string): PersonState | undefined =>
  state.people.find((person) => person.id === id);

/** By id, `name` or `#name`. */
export const findChannel = (state: WorkspaceState, nameOrId: string): ChannelState | undefined =>
  state.channels.find((channel) => channel.id === nameOrId || channel.name === nameOrId.replace(/^#/, ''));

/** A text object, for views that leave one out. */
export const plain = (text: string): Block => ({ type: 'plain_text', text, emoji: true });

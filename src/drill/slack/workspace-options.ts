import type { WorldPanel } from './world-panel.ts';

/** What Slack says of an account besides its names. Default: a member of this workspace whose address is confirmed. */
export type AccountOptions = {
  readonly email?: string;
  readonly deleted?: boolean;
  readonly isBot?: boolean;
  readonly isRestricted?: boolean;
  readonly isUltraRestricted?: boolean;
  readonly isStranger?: boolean;
  readonly isEmailConfirmed?: boolean;
  /** Of another workspace. */
  readonly teamId?: string;
};

export type PersonOptions = {
  /** The short name that scripts and the page use: `ana`. */
  readonly name: string;
  /** `U…`; made from the seed when absent. */
  readonly id?: string;
  readonly realName?: string;
  readonly email?: string;
  /** IANA zone; default `Etc/UTC`. */
  readonly tz?: string;
  /** What they do, shown under the name: `SRE`. */
  readonly title?: string;
  readonly account?: AccountOptions;
};

export type ChannelOptions = {
  /** Without `#`. */
  readonly name: string;
  /** `C…`; made from the seed when absent. */
  readonly id?: string;
  readonly topic?: string;
  readonly isPrivate?: boolean;
  readonly isArchived?: boolean;
  /** Default true: without it posting answers `not_in_channel`. */
  readonly botIsMember?: boolean;
};

export type UsergroupOptions = {
  readonly id?: string;
  readonly handle: string;
  readonly name?: string;
  /** Names of people. */
  readonly members: readonly string[];
};

/** A slash command as the app manifest declares it (`features.slash_commands[]`). */
export type SlashCommandOptions = {
  /** With its slash: `/mw`. */
  readonly command: string;
  readonly description?: string;
  readonly usageHint?: string;
  /** Default true: `@ana` and `#incidents` reach the app as `<@U…|ana>` and `<#C…|incidents>`. */
  readonly shouldEscape?: boolean;
  /** What the composer offers after the command: `{ text: "rollback deploy/NAME", description: "…" }`. */
  readonly hints?: readonly { readonly text: string; readonly description?: string }[];
};

/** A shortcut as the app manifest declares it (`features.shortcuts[]`). */
export type ShortcutOptions = {
  readonly name: string;
  readonly callbackId: string;
  readonly type: 'message' | 'global';
  readonly description?: string;
};

/**
 * How envelopes reach the app. `socket`: to one of the open Socket Mode connections. `http`: signed POSTs, all kinds to
 * the one URL (`http://127.0.0.1:PORT/slack/events`).
 */
export type DeliveryOptions = { readonly kind: 'socket' } | { readonly kind: 'http'; readonly url: string };

/**
 * `slack`: Slack's published tiers, a token bucket per method (and per channel for chat.postMessage).
 * `off`: never 429, except by a fault. `factor` multiplies every rate: 10 is ten times as generous.
 */
export type RateLimitOptions = 'slack' | 'off' | { readonly factor: number };

export type WorkspaceOptions = {
  /** Makes ids and secrets; the same seed gives the same ones. Default 1. */
  readonly seed?: number;
  /** Milliseconds since the epoch; default `Date.now`. Message times, expiry and rate limits go by it. */
  readonly now?: () => number;
  /** Default 0: any free port. Always on 127.0.0.1. */
  readonly port?: number;
  readonly team?: { readonly id?: string; readonly name?: string; readonly domain?: string };
  readonly app?: { readonly id?: string; readonly name?: string; readonly botName?: string };
  /** Default: ana (SRE), ben (SRE), cleo (platform). */
  readonly people?: readonly PersonOptions[];
  /** Default: `#incidents`. */
  readonly channels?: readonly ChannelOptions[];
  readonly usergroups?: readonly UsergroupOptions[];
  readonly commands?: readonly SlashCommandOptions[];
  readonly shortcuts?: readonly ShortcutOptions[];
  /** Default `{ kind: 'socket' }`; `workspace.deliverTo()` changes it later. */
  readonly delivery?: DeliveryOptions;
  /** Bot events besides `app_mention` that the app subscribes to. `message.channels` sends every message, the app's own too. */
  readonly botEvents?: readonly (
    'message.channels' | 'message.im' | 'app_home_opened' | 'user_change' | 'subteam_members_changed'
  )[];
  /** Bot scopes that the token has; a method that needs another answers `missing_scope`. Default: every scope. */
  readonly scopes?: readonly string[];
  /** Default `slack`. */
  readonly rateLimits?: RateLimitOptions;
  /** Default 3000, Slack's own. Real time, also when `now` is given. */
  readonly ackTimeoutMs?: number;
  /** Default 3000, by `now`. */
  readonly triggerLifetimeMs?: number;
  /** Delays before the retries of an event that was not acknowledged; default Slack's: 0, 1 min, 5 min. */
  readonly eventRetryDelaysMs?: readonly number[];
  /** The page's side panel; `workspace.setWorldPanel()` changes it later. */
  readonly worldPanel?: WorldPanel;
  /** Somebody pressed a Start button of the side panel; a rejection is shown to them as a toast. */
  readonly onStart?: (scenario: string) => void | Promise<void>;
};

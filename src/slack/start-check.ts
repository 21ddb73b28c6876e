import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../observe/logger.ts';
import type { BotIdentity } from './listen/listener-ports.ts';
import type { Channels } from './web/channels.ts';
import type { SlackCaller } from './web/slack-caller.ts';
import { SlackCallError } from './web/slack-problem.ts';
import { methodRate } from './web/slack-rates.ts';

const rate = methodRate('auth.test');
const firstPauseMs = 1000;
const longestPauseMs = 30_000;
const defaultRecheckMs = 30_000;

/** Scopes of which one is enough, and what is lost without. */
export interface NeededScopes {
  scopes: readonly string[];
  lost: string;
}

/** A group of scopes of which one is enough, and what is lost without any. */
const wanted: readonly NeededScopes[] = [
  { scopes: ['chat:write'], lost: 'nothing can be posted' },
  { scopes: ['commands'], lost: 'slash commands and shortcuts do not work' },
  { scopes: ['app_mentions:read'], lost: 'the bot cannot be commanded in threads by mention' },
  {
    scopes: ['channels:history', 'groups:history'],
    lost: 'a card whose post was interrupted cannot be found again and may stand twice',
  },
  { scopes: ['files:write'], lost: 'charts are left out' },
  { scopes: ['users:read'], lost: 'nobody can act, since Slack does not say who somebody is' },
  { scopes: ['channels:read', 'groups:read'], lost: 'channels must stand in the config by id' },
  { scopes: ['channels:join'], lost: 'the bot must be invited to each channel' },
];

/** With `approvals.page` in the config. */
export const pageScopes: NeededScopes = {
  scopes: ['im:write'],
  lost: 'approvers get no direct messages (approvals.page)',
};

/** What the granted scopes do not allow, one sentence each. */
export function lostWithout(granted: readonly string[], more: readonly NeededScopes[] = []): string[] {
  return [...wanted, ...more]
    .filter(({ scopes }) => !scopes.some((scope) => granted.includes(scope)))
    .map(({ scopes, lost }) => `without ${scopes.join(' or ')}: ${lost}`);
}

export interface StartCheckOptions {
  caller: SlackCaller;
  channels: Channels;
  /** Names or ids from the config. */
  wantedChannels: readonly string[];
  /** What the config needs beyond what every installation does. */
  scopes?: readonly NeededScopes[];
  /** How often a channel with a fault is looked at again. @default 30,000 ms */
  recheckMs?: number;
  log: Logger;
  signal: AbortSignal;
}

export interface StartCheck {
  identity: BotIdentity;
  /** Sentences for the log and the health part. */
  lacks: readonly string[];
  /** Those of them that somebody may mend in Slack meanwhile: a channel that is archived, or not there. */
  channelFaults: readonly string[];
}

/** Asks Slack who we are until it answers, and finds out what the installation does not allow. Ends early when stopped. */
export async function checkStart(options: StartCheckOptions): Promise<StartCheck | undefined> {
  const answer = await whoAmI(options);
  if (answer === undefined) return undefined;
  const scopes = answer.scopes === undefined ? [] : lostWithout(answer.scopes, options.scopes);
  const channelFaults = await checkChannels(options);
  const lacks = [...scopes, ...channelFaults];
  for (const lack of lacks) options.log.warn({ lack }, 'the Slack app lacks something');
  return { identity: answer.identity, lacks, channelFaults };
}

/** Looks again at channels that had faults until they have none; tells each time what is left. Ends early when stopped. */
export async function watchChannels(
  options: StartCheckOptions,
  check: StartCheck,
  tell: (lacks: readonly string[]) => void,
): Promise<void> {
  const others = check.lacks.filter((lack) => !check.channelFaults.includes(lack));
  let faults = check.channelFaults;
  while (faults.length > 0) {
    await sleep(options.recheckMs ?? defaultRecheckMs, undefined, { signal: options.signal }).catch(
      () => undefined,
    );
    if (options.signal.aborted) return;
    faults = await checkChannels(options);
    tell([...others, ...faults]);
  }
}

async function whoAmI({ caller, log, signal }: StartCheckOptions) {
  let problem = '';
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    try {
      await caller.turn('auth.test', [rate], longestPauseMs);
      const answer = await caller.call('auth.test', rate, (client) => client.auth.test());
      const identity: BotIdentity = {
        ...(answer.team_id !== undefined && { teamId: answer.team_id }),
        ...(answer.user_id !== undefined && { botUserId: answer.user_id }),
        ...(answer.bot_id !== undefined && { botId: answer.bot_id }),
        ...(answer.url !== undefined && { url: answer.url }),
      };
      log.info({ team: answer.team, bot: answer.user }, 'Slack knows this bot');
      // From the header x-oauth-scopes; a simulated Slack may not send it: then nothing is said about scopes.
      return { identity, scopes: answer.response_metadata?.scopes };
    } catch (error) {
      if (!(error instanceof SlackCallError)) break;
      if (error.message !== problem)
        log.error({ problem: error.message }, 'Slack does not know this bot; it is asked again');
      problem = error.message;
      const pause = Math.min(firstPauseMs * 2 ** Math.min(attempt, 10), longestPauseMs);
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
}

async function checkChannels({ channels, wantedChannels }: StartCheckOptions): Promise<string[]> {
  const lacks: string[] = [];
  for (const wantedChannel of new Set(wantedChannels)) {
    try {
      const id = await channels.id(wantedChannel);
      await channels.join(id);
    } catch (error) {
      if (!(error instanceof SlackCallError)) throw error;
      const { problem } = error;
      // A private channel cannot be joined; whether the bot is in it shows at the first post.
      if (
        problem.kind === 'refused' &&
        ['method_not_supported_for_channel_type', 'missing_scope'].includes(problem.code)
      )
        continue;
      lacks.push(`channel ${wantedChannel}: ${problem.message}`);
    }
  }
  return lacks;
}

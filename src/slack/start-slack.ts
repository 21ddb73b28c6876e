import type { Receiver } from '@slack/bolt';
import type { Answer } from '../model/answer.ts';
import type { Input } from '../model/input.ts';
import { MiddlewatchError } from '../errors/middlewatch-error.ts';
import type { Logger } from '../observe/logger.ts';
import type { SlackAccounts } from '../people/slack-user.ts';
import { createApp } from './bolt/create-app.ts';
import { HttpReceiver } from './bolt/http-receiver.ts';
import { SocketReceiver } from './bolt/socket-receiver.ts';
import type { BotIdentity, ListenerPorts } from './listen/listener-ports.ts';
import { answerUntilTold } from './publish/answer-until-told.ts';
import { respond, whisper } from './publish/answer-input.ts';
import type { RenderChart } from './publish/publish-chart.ts';
import { Publisher, type PublisherOptions } from './publish/publisher.ts';
import type { PublishOutcome } from './publish/publish-outcome.ts';
import { SlackHealth, type SlackReport } from './slack-health.ts';
import { checkStart, watchChannels, type NeededScopes } from './start-check.ts';
import { Channels } from './web/channels.ts';
import { createWebClient } from './web/create-web-client.ts';
import { PersonNames } from './web/person-names.ts';
import { slackAccounts } from './web/slack-accounts.ts';
import { SlackCaller, type SharedBudgets } from './web/slack-caller.ts';

export interface SlackOptions {
  store: PublisherOptions['store'] & ListenerPorts['store'];
  /** With an app token Socket Mode is used, else HTTP with the signing secret. */
  tokens: { bot: string; app?: string; signingSecret?: string };
  /** Default Slack's own; ends in `/api/`. */
  slackApiUrl?: string;
  /** Where to listen when only a signing secret is given; default 127.0.0.1 on a free port. */
  http?: { host: string; port: number };
  /** Names or ids of the channels in the config: joined at the start where Slack allows it. */
  channels: readonly string[];
  /** Scopes that the config needs beyond those that every installation does. */
  scopes?: readonly NeededScopes[];
  /** Slack users that a wake pings: configured people only. */
  mentions: readonly string[];
  /** Slack users that are pinged when somebody acts alone. */
  glassMentions?: readonly string[];
  /** How many incidents a minute have cards of their own. */
  stormAfter: number;
  /** How long a done action offers Undo. @default one hour */
  undoOfferedMs?: number;
  /** The Kubernetes user of a Slack user, shown where Slack tells no name. */
  fallbackName: (slackUser: string) => string | undefined;
  renderChart: RenderChart;
  /** An input was committed: the worker may look at once. */
  onInput: (input: Input) => void;
  /** An account, or the members of user groups, changed in Slack. */
  onPeopleChange?: ListenerPorts['onPeopleChange'];
  /** For the form behind More: what the person may not do. */
  lackingRights?: ListenerPorts['lackingRights'];
  /** For observe/health, as the part `slack`. */
  report: (report: SlackReport) => void;
  /** For the counter of Slack calls: `ok`, `limited`, `lost` or Slack's error word. */
  observe?: (method: string, outcome: string) => void;
  /** How often a channel with a fault is looked at again. @default 30,000 ms */
  recheckMs?: number;
  /** Of one Web API call. @default 8000 */
  callTimeoutMs?: number;
  /** Slack's budgets, when several processes use the same token. */
  shared?: SharedBudgets;
  /** How many times faster than Slack's published rates calls may leave; for a simulated Slack. @default 1 */
  rateFactor?: number;
  log: Logger;
  newId: () => string;
  now: () => number;
}

export interface Slack {
  /** For work/publish. */
  publish(messageId: string): Promise<PublishOutcome>;
  /** For work/handle-input. Throws when Slack could not be reached: the input is worked on again. */
  answer(input: Input, answer: Answer): Promise<void>;
  health(): SlackReport;
  /** Who Slack's accounts are. */
  readonly accounts: SlackAccounts;
  /** `http://host:port/slack/events`, in HTTP mode. */
  readonly eventsUrl: string | undefined;
  /** Takes nothing new, waits for what was received (at most about 5 s), leaves no socket open; idempotent. */
  stop(): Promise<void>;
}

/** The worker's own patience when it stops. */
const outgoingGraceMs = 8000;

/**
 * Starts everything that talks to Slack. Returns without waiting for Slack: when it is down, or the token is wrong, the bot
 * goes on and says so, and connects as soon as it can.
 * @throws {MiddlewatchError} `secret-missing`; `address-in-use` in HTTP mode
 */
export async function startSlack(options: SlackOptions): Promise<Slack> {
  const { log, now, store, tokens } = options;
  const stopping = new AbortController();
  /** What goes out may still wait for its turn for a while after the stop: the worker finishes its work then. */
  const silent = new AbortController();
  const health = new SlackHealth(options.report);
  const address = options.slackApiUrl === undefined ? {} : { slackApiUrl: options.slackApiUrl };
  const timeout = options.callTimeoutMs === undefined ? {} : { callTimeoutMs: options.callTimeoutMs };
  const caller = new SlackCaller({
    client: createWebClient(tokens.bot, { ...address, ...timeout, log }),
    monotonicNow: () => performance.now(),
    ...(options.rateFactor !== undefined && { rateFactor: options.rateFactor }),
    signal: silent.signal,
    ...(options.shared !== undefined && { shared: options.shared }),
    observe: (method, outcome, channel) => {
      health.called(method, outcome, channel);
      options.observe?.(method, outcome);
    },
  });
  const channels = new Channels(caller);
  const names = new PersonNames({ caller, now, fallback: options.fallbackName });
  const origins = { responseUrlOrigins: responseOrigins(options.slackApiUrl) };
  let identity: BotIdentity = {};

  const receiver = createReceiver(options, health);
  const app = await createApp({
    receiver,
    botToken: tokens.bot,
    ...address,
    ports: {
      store,
      caller,
      log,
      now,
      newId: options.newId,
      onInput: options.onInput,
      ...(options.onPeopleChange !== undefined && { onPeopleChange: options.onPeopleChange }),
      ...(options.lackingRights !== undefined && { lackingRights: options.lackingRights }),
      identity: () => identity,
      respond: async (url, words) => {
        const outcome = url === undefined ? undefined : await respond(url, { text: words }, origins);
        if (outcome === undefined || 'problem' in outcome) log.warn({ words }, 'a person could not be told');
      },
      whisper: async (place, words) => {
        const outcome = await whisper(caller, place, { text: words });
        if ('problem' in outcome) log.warn({ words, problem: outcome.problem }, 'a person could not be told');
      },
    },
  });
  const publisher = new Publisher({
    store,
    caller,
    channels,
    renderChart: options.renderChart,
    loadNames: (users) => names.load(users),
    mentions: options.mentions,
    ...(options.glassMentions !== undefined && { glassMentions: options.glassMentions }),
    stormAfter: options.stormAfter,
    workspaceUrl: () => identity.url,
    ...(options.undoOfferedMs !== undefined && { undoOfferedMs: options.undoOfferedMs }),
    log,
    now,
  });
  await app.start();
  // In the background, and not waited for at the stop: a Slack that hangs must not hold that up.
  const checking = {
    caller,
    channels,
    wantedChannels: options.channels,
    ...(options.scopes !== undefined && { scopes: options.scopes }),
    ...(options.recheckMs !== undefined && { recheckMs: options.recheckMs }),
    log,
    signal: stopping.signal,
  };
  void checkStart(checking)
    .then(async (check) => {
      if (check === undefined) return;
      identity = check.identity;
      health.lacks(check.lacks);
      await watchChannels(checking, check, (lacks) => health.lacks(lacks));
    })
    .catch((error: unknown) => {
      if (!stopping.signal.aborted)
        log.error({ problem: String(error) }, 'the check of the Slack app failed');
    });

  let stopped: Promise<void> | undefined;
  return {
    publish: (messageId) => publisher.publish(messageId),
    answer: (input, answer) =>
      answerUntilTold(input, answer, { ...origins, caller, now, log, signal: silent.signal }),
    health: () => health.current(),
    accounts: slackAccounts(caller),
    eventsUrl: receiver instanceof HttpReceiver ? receiver.eventsUrl : undefined,
    stop: () => {
      stopped ??= (async () => {
        stopping.abort();
        setTimeout(() => silent.abort(), outgoingGraceMs).unref();
        await app.stop();
      })();
      return stopped;
    },
  };
}

function createReceiver(options: SlackOptions, health: SlackHealth): Receiver {
  const { tokens, log, now } = options;
  if (tokens.app !== undefined) {
    return new SocketReceiver({
      appToken: tokens.app,
      ...(options.slackApiUrl !== undefined && { slackApiUrl: options.slackApiUrl }),
      log,
      onChange: (open, wanted, problem) => {
        const why = problem === undefined ? '' : `: ${problem.words}`;
        const none = problem?.heardBy === 'others' ? 'degraded' : 'down';
        if (open === 0) health.incoming({ state: none, detail: `no connection to Slack${why}` });
        else if (open < wanted)
          health.incoming({ state: 'degraded', detail: `${open} of ${wanted} connections${why}` });
        else health.incoming({ state: 'ok', detail: `${open} connections` });
      },
    });
  }
  if (tokens.signingSecret === undefined)
    throw new MiddlewatchError('secret-missing', 'SLACK_APP_TOKEN, or SLACK_SIGNING_SECRET for HTTP');
  const { host, port } = options.http ?? { host: '127.0.0.1', port: 0 };
  health.incoming({ state: 'ok', detail: 'Slack sends requests' });
  return new HttpReceiver({ signingSecret: tokens.signingSecret, log, now, host, port });
}

/** Slack's own host for response URLs, or that of the simulated workspace. */
function responseOrigins(slackApiUrl: string | undefined): readonly string[] {
  if (slackApiUrl !== undefined && new URL(slackApiUrl).hostname !== 'slack.com')
    return [new URL(slackApiUrl).origin];
  return ['https://hooks.slack.com'];
}

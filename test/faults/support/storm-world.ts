import {
  startSimulatedAlertmanager,
  type SimulatedAlertmanager,
} from '../../stories/support/simulated-alertmanager.ts';
import { startStory, type Story } from '../../stories/support/start-story.ts';
import { startBotProcess, type BotProcess } from './bot-process.ts';
import { stormNamespaces } from './storm-plan.ts';
import type { StorePlace } from './judge-store.ts';

export const webhookToken = 'storm-token';

/** A workspace, a cluster, a config, and nothing running yet. */
export interface StormWorld {
  story: Story;
  /** Asked every few seconds what fires. */
  alertmanager: SimulatedAlertmanager;
  /** Ids of the channels that the storm's cards go to. */
  channels: readonly string[];
  place: StorePlace;
  start(): BotProcess;
  end(): Promise<void>;
}

/** One channel a namespace, so that Slack's limit for one channel does not make the run long. */
export async function startStormWorld(options: {
  seed: number;
  databaseUrl?: string;
  /** Besides the storm's own. */
  config?: Readonly<Record<string, unknown>>;
}): Promise<StormWorld> {
  const alertmanager = await startSimulatedAlertmanager();
  const story = await startStory({
    workspace: {
      seed: options.seed,
      channels: [{ name: 'incidents' }, ...stormNamespaces.map((name) => ({ name }))],
    },
    config: {
      slack: {
        channel: '#incidents',
        routes: stormNamespaces.map((name) => ({ labels: { namespace: name }, channel: `#${name}` })),
      },
      // Both many times in a bot's life, so that it is often killed in the middle of them.
      incidents: { reconcileEvery: '2s' },
      ...options.config,
    },
    store: { keep: '1s' },
    cluster: { alertmanager: { url: alertmanager.url } },
  });
  const { workspace, configFile, storeFile } = story;
  return {
    story,
    alertmanager,
    channels: stormNamespaces.map((name) => workspace.channelId(name)),
    place: {
      path: storeFile,
      ...(options.databaseUrl === undefined ? {} : { databaseUrl: options.databaseUrl }),
    },
    start: () =>
      startBotProcess(configFile, {
        SLACK_BOT_TOKEN: workspace.botToken,
        SLACK_APP_TOKEN: workspace.appToken,
        SLACK_API_URL: workspace.apiUrl,
        MIDDLEWATCH_WEBHOOK_TOKEN: webhookToken,
        ...(options.databaseUrl === undefined ? {} : { DATABASE_URL: options.databaseUrl }),
      }),
    async end() {
      await story.end();
      await alertmanager.stop();
    },
  };
}

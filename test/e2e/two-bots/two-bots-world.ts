import { Client } from 'pg';
import type { Store } from '../../../src/store/store.ts';
import { startBotProcess, type BotProcess } from '../../faults/support/bot-process.ts';
import { openPlace } from '../../faults/support/judge-store.ts';
import { startStory, type Story } from '../../stories/support/start-story.ts';
import { cleanup } from '../support/cleanup.ts';
import { startPostgres } from '../support/start-postgres.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Where the storm is; each namespace has a channel of its own. */
export const namespaces = ['north', 'east', 'south', 'west'] as const;

export const webhookToken = 'two-bots-token';

/** How long a plan to cordon waits for its approval. */
export const expiresMs = 20_000;

/** A bot on the shared database. */
export interface SharingBot extends BotProcess {
  /** Its name in the store: whose lease it is. */
  id: string;
}

export interface TwoBotsWorld {
  story: Story;
  databaseUrl: string;
  /** Ids of the channels of the storm. */
  channels: readonly string[];
  /** The bots' store, for reading. */
  store: Store;
  /** Its clock is fast, the other's is slow: 30 s apart. */
  fast: SharingBot;
  slow: SharingBot;
  /** What is worked on under the leases of a bot, also under those that ran out and that nobody took yet. */
  heldBy(bot: SharingBot): Promise<readonly string[]>;
  stop: () => Promise<void>;
}

export async function startTwoBots(): Promise<TwoBotsWorld> {
  const ends = cleanup();
  try {
    const folder = await temporaryFolder('two-bots');
    ends.add(folder.remove);
    const postgres = await startPostgres(folder.path);
    ends.add(postgres.stop);
    const story = await startStory({
      // Slack's own limits: both bots together must keep to them.
      workspace: {
        rateLimits: 'slack',
        channels: [{ name: 'incidents' }, ...namespaces.map((name) => ({ name }))],
      },
      config: {
        slack: {
          channel: '#incidents',
          routes: namespaces.map((name) => ({ labels: { namespace: name }, channel: `#${name}` })),
        },
        policy: [
          { actions: ['scale'], namespaces: ['shop'], ask: ['group:sre'], approve: { from: ['group:sre'] } },
          {
            actions: ['cordon'],
            ask: ['group:sre'],
            approve: { from: ['group:platform'] },
            expires: `${expiresMs / 1000}s`,
          },
        ],
      },
    });
    ends.add(async () => story.end());
    const start = async (wrongByMs: number): Promise<BotProcess> => {
      const bot = startBotProcess(story.configFile, {
        ...environmentOf(story, postgres.url),
        WRONG_CLOCK_MS: String(wrongByMs),
        NODE_OPTIONS: `--import=${new URL('../support/wrong-clock.mjs', import.meta.url).href}`,
      });
      ends.add(async () => bot.kill());
      await bot.ready;
      return bot;
    };
    const fast = await start(20_000);
    // The first one makes the tables.
    const store = await openPlace({ path: '', databaseUrl: postgres.url });
    ends.add(async () => store.close());
    const ids = async () => (await store.readOverview()).replicas.map(({ id }) => id);
    const [fastId = ''] = await ids();
    const slow = await start(-10_000);
    const slowId = (await ids()).find((id) => id !== fastId) ?? '';
    const client = new Client(postgres.url);
    await client.connect();
    ends.add(async () => client.end());
    return {
      story,
      databaseUrl: postgres.url,
      channels: namespaces.map((name) => story.workspace.channelId(name)),
      store,
      fast: { ...fast, id: fastId },
      slow: { ...slow, id: slowId },
      async heldBy({ id }) {
        const { rows } = await client.query<{ work: string }>(
          `SELECT kind || ' ' || key AS work FROM due WHERE lease_owner = $1`,
          [id],
        );
        return rows.map(({ work }) => work);
      },
      stop: ends.run,
    };
  } catch (error) {
    await ends.run();
    throw error;
  }
}

function environmentOf({ workspace }: Story, databaseUrl: string): Record<string, string> {
  return {
    SLACK_BOT_TOKEN: workspace.botToken,
    SLACK_APP_TOKEN: workspace.appToken,
    SLACK_API_URL: workspace.apiUrl,
    MIDDLEWATCH_WEBHOOK_TOKEN: webhookToken,
    DATABASE_URL: databaseUrl,
  };
}

import { startBotProcess, type BotProcess } from '../../faults/support/bot-process.ts';
import { startStory, type Story, type StoryOptions } from '../../stories/support/start-story.ts';
import { webhook } from '../../stories/support/webhook.ts';
import { waitUntil } from '../support/wait-until.ts';

export interface SteadyBot {
  pid: number;
  story: Story;
  /** POSTs one new alert; a 200 is remembered. */
  post(): Promise<{ status: number; message: string; tookMs: number }>;
  get(path: string): Promise<{ status: number; text: string }>;
  /** What /readyz says of the store. */
  store(): Promise<{ status: number; state: string; detail: string }>;
  /** POSTs until it is accepted again, by the same process. */
  recovers(): Promise<void>;
  /** How many alerts got 200. */
  accepted: () => number;
  /** Starts one more bot on the same store. */
  another(): Promise<{ url: string; kill(): Promise<void> }>;
  /** Ended in order; gives the exit code. */
  stop(): Promise<number | null>;
  kill(): Promise<void>;
}

/** A real bot that has to outlive what happens to its store. */
export async function startSteadyBot(options: StoryOptions): Promise<SteadyBot> {
  const story = await startStory(options);
  const { workspace } = story;
  const start = (): BotProcess =>
    startBotProcess(story.configFile, {
      SLACK_BOT_TOKEN: workspace.botToken,
      SLACK_APP_TOKEN: workspace.appToken,
      SLACK_API_URL: workspace.apiUrl,
      MIDDLEWATCH_WEBHOOK_TOKEN: 'story-token',
      ...options.environment,
    });
  const bot = start();
  const url = await bot.ready;
  let sent = 0;
  let accepted = 0;

  const post: SteadyBot['post'] = async () => {
    sent += 1;
    const labels = { alertname: 'Steady', severity: 'warning', cluster: 'prod', instance: `i${sent}` };
    const since = performance.now();
    const response = await fetch(`${url}/webhooks/alertmanager`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer story-token' },
      body: JSON.stringify(webhook({ labels })),
    });
    const { message = '' } = (await response.json()) as { message?: string };
    if (response.status === 200) accepted += 1;
    return { status: response.status, message, tookMs: performance.now() - since };
  };
  const get: SteadyBot['get'] = async (path) => {
    const response = await fetch(`${url}${path}`);
    return { status: response.status, text: await response.text() };
  };
  return {
    pid: bot.pid,
    story,
    post,
    get,
    async store() {
      const { status, text } = await get('/readyz');
      const { parts } = JSON.parse(text) as { parts: { name: string; state: string; detail: string }[] };
      const part = parts.find(({ name }) => name === 'store');
      return { status, state: part?.state ?? '', detail: part?.detail ?? '' };
    },
    async recovers() {
      await waitUntil(async () => (await post()).status === 200, {
        what: 'a webhook that is accepted again',
        timeoutMs: 30_000,
      });
    },
    accepted: () => accepted,
    async another() {
      const other = start();
      return { url: await other.ready, kill: () => other.kill() };
    },
    stop: async () => bot.stop(),
    async kill() {
      await bot.kill();
      await story.end();
    },
  };
}

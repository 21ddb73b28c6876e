import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textOf } from '../../../src/drill/play/find-button.ts';
import { startStory, type Bot, type Story } from '../../stories/support/start-story.ts';
import { webhook } from '../../stories/support/webhook.ts';
import { cleanup } from '../support/cleanup.ts';
import { startPostgres, type Postgres } from '../support/start-postgres.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const ends = cleanup();

/** An incident of its own for each number. */
const alert = (number: number) => ({
  labels: {
    alertname: 'KubeDeploymentReplicasMismatch',
    severity: 'warning',
    namespace: 'shop',
    deployment: `service-${number}`,
    cluster: 'prod',
  },
});

async function post(bot: Bot, number: number): Promise<number> {
  const response = await fetch(`${bot.url}/webhooks/alertmanager`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer story-token' },
    body: JSON.stringify(webhook(alert(number))),
  });
  await response.arrayBuffer();
  return response.status;
}

describe('two bots on one PostgreSQL', () => {
  let postgres: Postgres;
  let story: Story;
  let bots: readonly [Bot, Bot];

  beforeAll(async () => {
    const folder = await temporaryFolder('two-bots');
    ends.add(folder.remove);
    postgres = await startPostgres(folder.path);
    ends.add(postgres.stop);
    story = await startStory({ environment: { DATABASE_URL: postgres.url } });
    ends.add(() => story.end());
    const started = await Promise.all([story.startBot(), story.startBot()]);
    bots = started;
    // One of them is killed by the story; ending it again is harmless.
    for (const bot of started) ends.add(() => bot.kill());
  });
  afterAll(ends.run);

  it('show each of 20 incidents on one card, although one is killed in the middle', async () => {
    const [first, second] = bots;
    const numbers = Array.from({ length: 20 }, (_, index) => index + 1);
    const accepted = await Promise.all(
      numbers.flatMap((number) => [post(first, number), post(second, number)]),
    );
    expect(accepted).toEqual(accepted.map(() => 200));
    await story.workspace.waitFor(() => (story.cards().length >= 3 ? true : undefined), {
      timeoutMs: 60_000,
      what: 'the first cards',
    });
    expect(story.cards().length, 'it is killed in the middle').toBeLessThan(20);
    await first.kill();

    await story.workspace.waitFor(() => (story.cards().length >= 20 ? true : undefined), {
      timeoutMs: 120_000,
      what: 'all cards',
    });
    const texts = story.cards().map(textOf);
    for (const number of numbers) {
      expect(texts.filter((text) => new RegExp(`service-${number}\\b`).test(text))).toHaveLength(1);
    }
    // Each message by its metadata: cards, details and charts, in the channel and in the threads.
    const messages = story.workspace
      .messages(story.channel)
      .flatMap(({ ts }) => story.workspace.thread(story.channel, ts))
      .map(({ metadata }) => String(metadata?.event_payload['message']));
    expect(messages.filter((id, index) => messages.indexOf(id) !== index)).toEqual([]);
  });

  it('the one that is left answers people', async () => {
    await story.workspace.person('ana').command('/mw', 'ack INC-1');
    await story.workspace.waitFor(() => story.cards().find((one) => textOf(one).includes('Acknowledged')), {
      timeoutMs: 30_000,
      what: 'an acknowledged card',
    });
  });

  it('prove their one audit chain with the command', async () => {
    const { execFileSync } = await import('node:child_process');
    const entry = new URL('../../../bin/middlewatch.mjs', import.meta.url).pathname;
    const output = execFileSync(process.execPath, [entry, 'audit', 'verify', '--json'], {
      env: { PATH: process.env['PATH'], DATABASE_URL: postgres.url },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(JSON.parse(output)).toMatchObject({ ok: true });
  });
});

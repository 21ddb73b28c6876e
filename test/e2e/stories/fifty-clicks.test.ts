import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifyChain } from '../../../src/audit/verify-chain.ts';
import { startBotProcess } from '../../faults/support/bot-process.ts';
import { auditOf, openPlace } from '../../faults/support/judge-store.ts';
import { planFor, plansOf, says } from '../../stories/support/plans.ts';
import { sendInteraction } from '../../stories/support/slack-request.ts';
import { startStory, type Story } from '../../stories/support/start-story.ts';
import { cleanup } from '../support/cleanup.ts';
import { startPostgres } from '../support/start-postgres.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const clicks = 50;
const ends = cleanup();
afterAll(ends.run);

let story: Story;
let databaseUrl = '';
/** Where Slack's requests are taken, of either bot. */
let urls: string[] = [];

beforeAll(async () => {
  const folder = await temporaryFolder('fifty-clicks');
  ends.add(folder.remove);
  const [postgres, made] = await Promise.all([startPostgres(folder.path), startStory()]);
  ends.add(postgres.stop);
  ends.add(async () => made.end());
  story = made;
  databaseUrl = postgres.url;
  const start = async (): Promise<string> => {
    const bot = startBotProcess(story.configFile, {
      SLACK_BOT_TOKEN: story.workspace.botToken,
      SLACK_SIGNING_SECRET: story.workspace.signingSecret,
      SLACK_API_URL: story.workspace.apiUrl,
      MIDDLEWATCH_WEBHOOK_TOKEN: 'fifty',
      DATABASE_URL: databaseUrl,
    });
    ends.add(async () => bot.kill());
    await bot.ready;
    const ready = bot.log().find((line) => line.includes('"msg":"ready"')) ?? '{}';
    return String((JSON.parse(ready) as Record<string, unknown>)['slack']);
  };
  // The first one makes the tables.
  urls = [await start(), await start()];
});

/** Slack's requests go nowhere for a while; they can be sent later, by whoever has recorded them. */
async function capture(): Promise<string> {
  const server = createServer((_, response) => response.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.add(async () => new Promise((resolve) => server.close(() => resolve())));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
}

it('the same click fifty times at once, on two bots, by two people: one execution', async () => {
  const { workspace } = story;
  workspace.deliverTo({ kind: 'http', url: urls[0] ?? '' });
  const plan = await planFor(story, 'ana', 'scale deploy/checkout 5 -n shop');
  workspace.deliverTo({ kind: 'http', url: await capture() });
  const recorded = await Promise.all(
    ['ben', 'cleo'].map(async (name) => {
      await workspace.person(name).press({ ts: plan.ts, actionId: 'mw_approve' });
      return workspace.deliveries().findLast(({ payload }) => JSON.stringify(payload).includes('mw_approve'))
        ?.payload;
    }),
  );
  const { signingSecret: secret } = workspace;
  const statuses = await Promise.all(
    Array.from({ length: clicks }, async (_, index) => {
      const click = recorded[index % 2];
      // Half of them are one click that Slack delivers again, half are people who press again.
      const again = index % 4 < 2 ? {} : { trigger_id: `again.${index}` };
      return sendInteraction(urls[Math.floor(index / 2) % 2] ?? '', { ...click, ...again }, { secret });
    }),
  );
  expect(statuses).toEqual(Array.from({ length: clicks }, () => 200));
  await says(story, plan, /Verdict: Worked/);

  expect(story.mutations()).toHaveLength(1);
  expect(plansOf(story)).toHaveLength(1);
  const store = await openPlace({ path: '', databaseUrl });
  ends.add(async () => store.close());
  // Whoever came later was answered too: nothing is left to be worked on that could act.
  await expect.poll(async () => store.nextDueInMs(['input']), { timeout: 20_000 }).toBeUndefined();
  const records = await auditOf(store);
  const kinds = records.map(({ kind }) => kind);
  for (const once of ['asked', 'approved', 'intent', 'outcome', 'verdict'])
    expect(
      kinds.filter((kind) => kind === once),
      once,
    ).toHaveLength(1);
  expect(verifyChain(records).ok).toBe(true);
  expect(await store.listRequests({ limit: 10 })).toHaveLength(1);
});

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { textOf } from '../../../src/drill/play/find-button.ts';
import { startStory, type Bot, type Story } from '../../stories/support/start-story.ts';
import { crashLooping, webhook } from '../../stories/support/webhook.ts';
import { cleanup } from '../support/cleanup.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const ends = cleanup();
const entry = fileURLToPath(new URL('../../../bin/middlewatch.mjs', import.meta.url));
let story: Story;
let bot: Bot;
let backup: string;

beforeAll(async () => {
  const folder = await temporaryFolder('restore');
  ends.add(folder.remove);
  backup = join(folder.path, 'backup.db');
  story = await startStory();
  ends.add(() => story.end());
  bot = await story.startBot();
});
afterAll(ends.run);

function store(...args: readonly string[]): { status: number; output: string } {
  const options = { encoding: 'utf8', env: { PATH: process.env['PATH'] }, stdio: 'pipe' } as const;
  try {
    const output = execFileSync(
      process.execPath,
      [entry, 'store', ...args, '--config', story.configFile],
      options,
    );
    return { status: 0, output };
  } catch (error) {
    const { status, stderr } = error as { status: number; stderr: string };
    return { status, output: stderr };
  }
}

/** Waits until the only card says so. */
async function theCard(pattern: RegExp): Promise<void> {
  await story.workspace.waitFor(() => story.cards().find((card) => pattern.test(textOf(card))), {
    timeoutMs: 30_000,
    what: `a card that says ${String(pattern)}`,
  });
  expect(story.cards()).toHaveLength(1);
}

it('a store that is restored from a backup goes on with the card that Slack shows', async () => {
  const alert = webhook(crashLooping('checkout-6b7d5c9f4-x2lkq'));
  expect(await story.post(alert)).toBe(200);
  await theCard(/Firing/);
  expect(store('backup', backup)).toMatchObject({ status: 0, output: expect.stringContaining('checked') });
  await story.workspace.person('ana').command('/mw', 'ack INC-1');
  await theCard(/Acknowledged/);

  expect(store('restore', backup), 'not while the bot runs').toMatchObject({
    status: 1,
    output: expect.stringContaining('Another Middlewatch uses this store'),
  });
  await theCard(/Acknowledged/);
  expect(await bot.stop()).toBe(0);
  const restored = store('restore', backup);
  expect(restored.output).toMatch(/kept as .*replaced-[^]*Start the bot/);

  bot = await story.startBot();
  // The store does not know of the acknowledgement: its truth is what the card shows, and nobody is told a second time.
  await theCard(/Firing/);
  expect(await story.post(alert)).toBe(200);
  await story.workspace.person('ana').command('/mw', 'ack INC-1');
  await theCard(/Acknowledged/);
  expect(store('check')).toMatchObject({ status: 0, output: expect.stringContaining('an unbroken chain') });
});

it('a store from before its card was posted finds the card in the channel, and posts no second one', async () => {
  const before = story.cards();
  // As if the backup had been made between the commit of the alert and the post.
  const database = new DatabaseSync(backup);
  database.exec(`UPDATE messages SET state = 'wanted', ts = NULL, shown_hash = NULL`);
  database.exec(`DELETE FROM due WHERE kind = 'publish'`);
  database.exec(
    `INSERT INTO due (kind, key, due_at, version, attempt) SELECT 'publish', id, 1, 1, 0 FROM messages`,
  );
  database.close();
  expect(await bot.stop()).toBe(0);
  expect(store('restore', backup).status).toBe(0);
  bot = await story.startBot();
  await theCard(/Firing/);
  expect(story.cards().map(({ ts }) => ts)).toEqual(before.map(({ ts }) => ts));
});

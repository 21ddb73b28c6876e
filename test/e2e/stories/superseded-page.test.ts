import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from '../support/browser.ts';
import { cleanup } from '../support/cleanup.ts';
import { startDrill } from '../support/drill-process.ts';
import { repository } from '../support/middlewatch-process.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

// MIDDLEWATCH_PICTURES=1 takes the pictures of docs/approvals.md anew; otherwise they go where the test clears up.
const overwrite = process.env['MIDDLEWATCH_PICTURES'] === '1';
const scenario = 'rollback-across-migration';
/** What a person waits for the bot and the simulated cluster; nothing here takes as long as that. */
const patience = 30_000;
/** Each pod of the release died once and serves again: from here on it can only become worse. */
const steady = /checkout 1\.63\/3 available, \d+ req\/s each, 3 restarts/;

describe('a plan that is changed under the eyes of its approver, in Chromium', () => {
  const ends = cleanup();
  let folder: TemporaryFolder;
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    folder = await temporaryFolder('superseded-story');
    ends.add(folder.remove);
    const drill = await startDrill({
      program: process.execPath,
      args: [join(repository, 'bin', 'middlewatch.mjs'), 'drill', '--start', scenario],
      cwd: folder.path,
      logFile: join(folder.path, 'drill.log'),
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
    });
    ends.add(() => drill.process.stop());
    browser = await startBrowser();
    ends.add(() => browser.close());
    page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
    page.setDefaultTimeout(patience);
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(drill.address);
  });
  afterAll(ends.run);

  const actAs = async (person: string) => {
    await page.getByTestId(`person-${person}`).click();
    await page.locator(`[data-testid="person-${person}"][aria-pressed="true"]`).waitFor();
  };
  const card = () =>
    page.locator('#messages [data-testid^="message-"]').filter({ has: page.getByTestId('mw_more') });
  const thread = () => page.locator('#thread');
  const plans = (text: string | RegExp): Locator =>
    thread().locator('[data-testid^="thread-message-"]').filter({ hasText: text });
  const waiting = (title: string | RegExp) => plans(title).filter({ has: page.getByTestId('mw_approve') });
  const checkoutIs = async (text: RegExp) => {
    await page.locator('.world-section').filter({ hasText: text }).waitFor();
  };
  const picture = async (name: string) => {
    const path = join(overwrite ? join(repository, 'docs', 'pictures') : folder.path, `${name}.png`);
    await page.screenshot({ path });
  };

  it('asked: the plan stands in the thread', async () => {
    await actAs('ana');
    await card().getByTestId('mw_suggested').waitFor();
    await card().getByTestId('mw_ack').click();
    await checkoutIs(steady);
    await card().getByTestId('mw_suggested').click();
    await card().locator('[data-testid^="replies-"]').click();
    await waiting(/Roll back/).waitFor();
    await waiting(/Roll back/).scrollIntoViewIfNeeded();
    await picture('hands-1-asked');
  });

  it('changed meanwhile: Ben approves nothing, and a new plan is at hand', async () => {
    await page.getByTestId(`event-${scenario}-debug-logging`).click();
    await actAs('ben');
    await checkoutIs(/checkout 1\.6[23]\/3 available, \d+ req\/s each(?!, 3)/);
    await checkoutIs(steady);
    await waiting(/Roll back/)
      .getByTestId('mw_approve')
      .click();
    const superseded = plans(/Superseded by a new plan/);
    await superseded.waitFor();
    await waiting(/Roll back/).waitFor();
    expect(await superseded.innerText()).toMatch(/Another version of deploy\/checkout was rolled out/);
    expect(await superseded.getByTestId('mw_approve').count()).toBe(0);
    await waiting(/Roll back/).scrollIntoViewIfNeeded();
    await picture('hands-2-superseded');
  });

  it('approved anew: it is carried out, and is worse, and undo is the first thing offered', async () => {
    await waiting(/Roll back/)
      .getByTestId('mw_approve')
      .click();
    await plans(/In progress|being verified/)
      .first()
      .waitFor();
    await picture('hands-3-approved');
    const worse = plans(/Verdict: Worse/).filter({ has: page.getByTestId('mw_undo') });
    await worse.waitFor();
    await worse.scrollIntoViewIfNeeded();
    expect(await worse.locator('button').first().innerText()).toMatch(/Undo/);
    await picture('hands-4-worse');
  });

  it('undone: with an approval of its own, back to the version from before', async () => {
    await actAs('ana');
    await plans(/Verdict: Worse/)
      .getByTestId('mw_undo')
      .click();
    await waiting(/Roll back/).waitFor();
    await actAs('ben');
    await waiting(/Roll back/)
      .getByTestId('mw_approve')
      .click();
    const worked = plans(/Verdict: Worked/).first();
    await worked.waitFor();
    await worked.scrollIntoViewIfNeeded();
    await checkoutIs(/checkout 1\.6/);
    await picture('hands-5-undone');
    expect(faults).toEqual([]);
  });
});

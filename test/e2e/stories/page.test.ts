import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from '../support/browser.ts';
import { cleanup } from '../support/cleanup.ts';
import { startDrill, type DrillProcess } from '../support/drill-process.ts';
import { repository } from '../support/middlewatch-process.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

// MIDDLEWATCH_PICTURES=1 takes the README's pictures anew; otherwise they go where the test clears up.
const overwrite = process.env['MIDDLEWATCH_PICTURES'] === '1';
const scenario = 'crashloop-after-rollout';
/** What a person waits for the bot and the simulated cluster; nothing here takes as long as that. */
const patience = 45_000;

describe('the page that npm start prints, in Chromium', () => {
  const ends = cleanup();
  let folder: TemporaryFolder;
  let drill: DrillProcess;
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    folder = await temporaryFolder('page-story');
    ends.add(folder.remove);
    drill = await startDrill({
      program: process.execPath,
      args: [join(repository, 'bin', 'middlewatch.mjs'), 'drill'],
      cwd: folder.path,
      logFile: join(folder.path, 'drill.log'),
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
    });
    ends.add(() => drill.process.stop());
    browser = await startBrowser();
    ends.add(() => browser.close());
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.setDefaultTimeout(patience);
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    await page.goto(drill.address);
  });
  afterAll(ends.run);

  const actAs = (person: string) => page.getByTestId(`person-${person}`).click();
  const card = () =>
    page.locator('#messages [data-testid^="message-"]').filter({ has: page.getByTestId('mw_more') });
  const picture = async (name: string, what: Page | Locator = page) => {
    await what.screenshot({
      path: join(overwrite ? join(repository, 'docs', 'pictures') : folder.path, `${name}.png`),
    });
  };

  it('shows the card of the bad release within seconds of Start', async () => {
    await actAs('ana');
    await page.getByTestId(`start-${scenario}`).click();
    const suggested = card().getByTestId('mw_suggested');
    await suggested.waitFor();
    expect(await card().count()).toBe(1);
    expect(await card().innerText()).toMatch(/Firing/);
    expect(await card().innerText()).toMatch(/checkout/);
    await picture('card');
  });

  it('lets Ana acknowledge and ask for the rollback, and shows the plan in the thread', async () => {
    await card().getByTestId('mw_ack').click();
    await card().filter({ hasText: 'Acknowledged' }).waitFor();
    await card().getByTestId('mw_suggested').click();
    await card().locator('[data-testid^="replies-"]').click();
    const approve = page.locator('#thread').getByTestId('mw_approve');
    await approve.waitFor();
    await picture('plan');
  });

  it('does not let her approve her own request, and says so', async () => {
    await page.locator('#thread').getByTestId('mw_approve').click();
    await page
      .getByText(/own request|somebody else|someone else|second person/i)
      .first()
      .waitFor();
    expect(await page.locator('#thread').getByTestId('mw_approve').count()).toBe(1);
  });

  it('rolls back when Ben approves, and ends with a card that says Resolved', async () => {
    await actAs('ben');
    await page.locator('#thread').getByTestId('mw_approve').click();
    await page.locator('#thread').getByText('Worked').first().waitFor();
    expect(await page.locator('#thread').getByTestId('mw_approve').count()).toBe(0);
    await card().filter({ hasText: 'Resolved' }).waitFor();
    await page.getByTestId(`scenario-${scenario}`).getByText('Passed').waitFor();
    await picture('resolved');
  });

  it('had no error in the browser on the way', () => {
    expect(faults).toEqual([]);
  });
});

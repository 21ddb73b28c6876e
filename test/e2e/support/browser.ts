import { chromium, type Browser } from 'playwright-core';
import { requireProgram } from './require-program.ts';

/** Debian's Chromium, headless, with an empty profile, talking to nobody but the page that it is given. */
export async function startBrowser(): Promise<Browser> {
  return await chromium.launch({
    executablePath: requireProgram('chromium'),
    headless: true,
    args: [
      // The tests may run as root, where Chromium's sandbox does not start.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

import { readFile } from 'node:fs/promises';
import { sendText, type Exchange } from '../http/exchange.ts';

const folder = new URL('../page/', import.meta.url);
const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

// The page loads nothing from elsewhere and runs no inline script: a hostile label has nothing to get hold of.
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** One file of the page, by a bare name such as `main.js`; anything else is 404. */
export async function sendPageFile({ response }: Exchange, name: string): Promise<void> {
  const type = types[name.split('.').at(-1) ?? ''];
  if (type === undefined || !/^[a-z0-9-]+\.[a-z]+$/.test(name)) {
    sendText(response, 404, 'no such file');
    return;
  }
  let content: Buffer;
  try {
    content = await readFile(new URL(name, folder));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    sendText(response, 404, 'no such file');
    return;
  }
  response.writeHead(200, {
    'content-type': type,
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-cache',
  });
  response.end(content);
}

import { expect, it } from 'vitest';
import type { FaultKind } from '../../../../src/drill/kubernetes/fault.ts';
import { cluster, request } from '../support/cluster.ts';
import { namespace } from '../support/manifests.ts';

const path = `/api/v1/namespaces/${namespace}/configmaps`;
const body = { metadata: { name: 'settings' }, data: { a: '1' } };

async function faulty(fault: FaultKind) {
  const handle = await cluster();
  handle.injectFault({ method: 'POST', path: /configmaps/, fault, times: 1 });
  const post = () => request(handle, path, { method: 'POST', body });
  const stored = () => handle.read({ resource: 'configmaps', namespace, name: 'settings' }) !== undefined;
  return { handle, post, stored };
}

it('a lost answer: the request was processed, the connection is gone', async () => {
  const { handle, post, stored } = await faulty({ kind: 'drop-answer' });
  await expect(post()).rejects.toThrow();
  expect(stored()).toBe(true);
  expect(handle.requests().at(-1)).toMatchObject({
    verb: 'create',
    responseStatus: 201,
    fault: 'drop-answer',
  });
  expect((await post()).status).toBe(409);
});

it('an answer held back: the request was processed, and nothing is said of it', async () => {
  const { handle, post, stored } = await faulty({ kind: 'hold-answer' });
  const waiting = post().catch(() => 'cut');
  await handle.until(stored);
  await expect.poll(() => handle.requests().at(-1)?.responseStatus).toBe(201);
  expect(await Promise.race([waiting, Promise.resolve('nothing yet')])).toBe('nothing yet');
  await handle.stop();
  expect(await waiting).toBe('cut');
});

it('a reset before: nothing was processed', async () => {
  const { handle, post, stored } = await faulty({ kind: 'reset-before' });
  await expect(post()).rejects.toThrow();
  expect(stored()).toBe(false);
  expect(handle.requests().at(-1)).toMatchObject({ responseStatus: 0, fault: 'reset-before' });
  expect((await post()).status).toBe(201);
});

it('too many requests: 429 with Retry-After', async () => {
  const { post, stored } = await faulty({ kind: 'too-many-requests', retryAfterSeconds: 7 });
  const answer = await post();
  expect(answer).toMatchObject({
    status: 429,
    body: { reason: 'TooManyRequests', details: { retryAfterSeconds: 7 } },
  });
  expect(answer.headers.get('retry-after')).toBe('7');
  expect(stored()).toBe(false);
});

it('an error: not processed', async () => {
  const { post, stored } = await faulty({ kind: 'error', status: 503 });
  expect(await post()).toMatchObject({ status: 503, body: { kind: 'Status', reason: 'ServiceUnavailable' } });
  expect(stored()).toBe(false);
});

it('a truncated body: processed, and not to be read', async () => {
  const { post, stored } = await faulty({ kind: 'truncate', bytes: 20 });
  await expect(post()).rejects.toThrow();
  expect(stored()).toBe(true);
});

it('a hanging request ends when the cluster stops', async () => {
  const { handle, post } = await faulty({ kind: 'hang' });
  const pending = post().then(
    () => 'answered',
    () => 'broken',
  );
  await handle.until(() => handle.requests().some(({ fault }) => fault === 'hang'));
  await handle.stop();
  expect(await pending).toBe('broken');
});

it('a delay delays; a removed fault is gone', async () => {
  const handle = await cluster();
  const remove = handle.injectFault({ path: /configmaps/, fault: { kind: 'delay', ms: 60 } });
  const begun = performance.now();
  expect((await request(handle, path)).status).toBe(200);
  expect(performance.now() - begun).toBeGreaterThan(50);
  remove();
  handle.injectFault({ path: /configmaps/, fault: { kind: 'error' } })();
  expect((await request(handle, path)).status).toBe(200);
});

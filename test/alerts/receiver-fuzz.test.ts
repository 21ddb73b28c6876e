import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostileBody } from './support/hostile-bodies.ts';
import { hostileRequests, sendRaw } from './support/hostile-requests.ts';
import { faultsOf, startReceiver, type Receiver } from './support/receiver.ts';

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(async () => receiver.stop());

const alive = async (): Promise<string> => (await fetch(`${receiver.url}/livez`)).text();

describe('the receiver under fire', () => {
  // `npm run fuzz` does the same for as long as one likes.
  it('answers every body with 200, or with 400 and the path of the fault', async () => {
    await fc.assert(
      fc.asyncProperty(hostileBody, async (body) => {
        expect(await faultsOf(receiver, body)).toEqual([]);
      }),
      { numRuns: 150 },
    );
    expect(await alive()).toBe('ok\n');
  });

  it.each(hostileRequests)('survives $name', async ({ text, expected }) => {
    const answer = await sendRaw(receiver.port, text);
    if (expected !== 'silent') expect(answer).toMatch(expected);
    expect(answer).not.toMatch(/^HTTP\/1\.1 3/m);
    // Every refusal names the fault.
    expect(answer).not.toContain('Client Error');
    expect(answer).toMatch(/"message":"[^"]{10,}"/);
    expect(await alive()).toBe('ok\n');
  });
});

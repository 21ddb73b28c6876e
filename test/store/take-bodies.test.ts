import { expect, test } from 'vitest';
import type { Call } from '../../src/store/call-queue.ts';
import { MiddlewatchError } from '../../src/errors/middlewatch-error.ts';
import { jobOfBodies, outcomesOfBodies, takeBodies } from '../../src/store/take-bodies.ts';
import { parseDelivery } from '../../src/alerts/parse-delivery.ts';
import { monotonicMs } from '../../src/store/worker-protocol.ts';

const well = '{"version":"4","status":"firing","alerts":[]}';

function call(id: number, text: string): Call {
  const body = new Uint8Array(new TextEncoder().encode(text));
  return {
    type: 'call',
    id,
    deadline: monotonicMs() + 60_000,
    name: 'recordDelivery',
    arguments: [{ source: 'alertmanager', receivedAt: 1_000, body }],
  };
}

test('what cannot be read is answered, and the others are committed together', () => {
  const waiting = [call(1, well), call(2, 'no JSON'), call(3, well)];
  const { read, answered } = takeBodies(waiting, parseDelivery);
  expect(waiting).toEqual([]);
  expect(read.map(({ call: { id } }) => id)).toEqual([1, 3]);
  expect(answered).toMatchObject([{ call: { id: 2 }, outcome: { value: { outcome: 'malformed' } } }]);
  expect(jobOfBodies(read).expired()).toBe(false);
});

test('a fault of the reader is the answer to that body only', () => {
  const { read, answered } = takeBodies([call(1, 'x'), call(2, well)], (source, body) => {
    if (body.byteLength === 1) throw new RangeError('broken');
    return parseDelivery(source, body);
  });
  expect(read.map(({ call: { id } }) => id)).toEqual([2]);
  expect(answered).toMatchObject([{ call: { id: 1 }, outcome: { error: { message: 'broken' } } }]);
});

test('at most 32 share a commit', () => {
  const waiting = Array.from({ length: 40 }, (_, id) => call(id, well));
  const { read } = takeBodies(waiting, parseDelivery);
  expect(read.length).toBeLessThanOrEqual(32);
  expect(read.length + waiting.length).toBe(40);
});

test('a batch that failed is tried body by body, unless the store itself is at fault', () => {
  const { read } = takeBodies([call(1, well), call(2, well)], parseDelivery);
  const down = { error: new MiddlewatchError('store-unavailable', 'it is down') };
  expect(outcomesOfBodies(read, down)).toEqual([down, down]);
  expect(outcomesOfBodies(read, { error: new Error('one of them') })).toBeUndefined();
  const late = { error: new MiddlewatchError('store-deadline', 'given up') };
  expect(outcomesOfBodies(read, late)).toBeUndefined();
  expect(outcomesOfBodies(read.slice(0, 1), late)).toEqual([late]);
});

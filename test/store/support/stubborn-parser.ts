import type { Delivery } from '../../../src/model/alert.ts';

/**
 * A reader of webhook bodies that does what a body says: `wait <ms>` blocks the store's thread, `crash` ends it, `throw`
 * throws; anything else is a delivery without alerts.
 */
export function parseDelivery(
  source: string,
  body: Uint8Array,
): { outcome: 'parsed'; delivery: Delivery } | { outcome: 'malformed'; path: string; message: string } {
  const [word, number] = new TextDecoder().decode(body).split(' ');
  if (word === 'wait') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(number));
  if (word === 'crash') process.exit(7);
  if (word === 'throw') throw new TypeError('the reader is broken');
  const delivery: Delivery = {
    source,
    receiver: '',
    groupKey: '',
    status: 'firing',
    truncatedAlerts: 0,
    groupLabels: {},
    externalUrl: '',
    alerts: [],
  };
  return { outcome: 'parsed', delivery };
}

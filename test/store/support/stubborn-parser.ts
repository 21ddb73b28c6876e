import { existsSync, writeFileSync } from 'node:fs';
import type { Delivery } from '../../../src/model/alert.ts';

/**
 * A reader of webhook bodies that does what a body says: `wait <file>` makes `<file>.begun` and blocks the store's thread until
 * `<file>` is there, `crash` ends it, `throw` throws; anything else is a delivery without alerts.
 */
export function parseDelivery(
  source: string,
  body: Uint8Array,
): { outcome: 'parsed'; delivery: Delivery } | { outcome: 'malformed'; path: string; message: string } {
  const [word, file = ''] = new TextDecoder().decode(body).split(' ');
  const pause = new Int32Array(new SharedArrayBuffer(4));
  if (word === 'wait') writeFileSync(`${file}.begun`, '');
  while (word === 'wait' && !existsSync(file)) Atomics.wait(pause, 0, 0, 5);
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

import { existsSync, writeFileSync } from 'node:fs';
import type { Delivery } from '../../../src/model/alert.ts';
import type { TakeDelivery } from '../../../src/store/intake-store.ts';

/**
 * A reader of webhook bodies that does what a body says: `wait <file>` makes `<file>.begun` and blocks the store's thread until
 * `<file>` is there, `crash` ends it, `throw` throws; anything else is a delivery without alerts.
 */
export function parseDelivery(
  source: string,
  body: Uint8Array,
): { outcome: 'parsed'; delivery: Delivery } | { outcome: 'malformed'; path: string; message: string } {
  const [word, file = ''] = new TextDecoder().decode(body).split(' ');
  if (word === 'wait') waitFor(file);
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

/** Intake that blocks the store's thread until a file is there. */
export function createTakeDelivery(file: string): TakeDelivery {
  return async () => {
    waitFor(file);
    return { opened: [], changed: [] };
  };
}

function waitFor(file: string): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  writeFileSync(`${file}.begun`, '');
  while (!existsSync(file)) Atomics.wait(pause, 0, 0, 5);
}

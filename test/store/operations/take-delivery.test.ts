import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { TakeDelivery } from '../../../src/store/intake-store.ts';
import type { Outcome } from '../../../src/store/job.ts';
import { accessOf } from '../../../src/store/operations/access-of.ts';
import { counts } from '../../../src/store/operations/counts.ts';
import { listWatchdogs } from '../../../src/store/operations/list-watchdogs.ts';
import { recordDeliveries } from '../../../src/store/operations/record-delivery.ts';
import { takeDelivery } from '../../../src/store/operations/take-delivery.ts';
import { PostgresEngine } from '../../../src/store/postgres/postgres-engine.ts';
import { SqliteEngine } from '../../../src/store/sqlite/sqlite-engine.ts';
import type { Transaction } from '../../../src/store/transaction.ts';
import { alertExample, incidentExample } from '../support/examples.ts';
import { engines, makeTestDatabase, type Engine } from '../support/test-database.ts';
import { startTime, temporaryFolder } from '../support/test-store.ts';

type Run = (
  name: Parameters<typeof accessOf>[0],
  work: (on: Transaction) => Promise<unknown>,
) => Promise<Outcome>;

async function open(engine: Engine): Promise<Run> {
  const expired = (): boolean => false;
  if (engine === 'sqlite') {
    const sqlite = new SqliteEngine(join(temporaryFolder(), 'store.db'), () => startTime);
    onTestFinished(() => sqlite.close());
    return async (_, work) => (await sqlite.runGroup([{ run: work, expired }]))[0] ?? { value: undefined };
  }
  const { url } = await makeTestDatabase();
  const postgres = await PostgresEngine.open({ url, deadlineMs: 10_000 });
  onTestFinished(() => postgres.close());
  return async (name, work) => postgres.run({ run: work, expired }, accessOf(name));
}

const parsed = (deliveryId: string) => ({
  deliveryId,
  receivedAt: startTime,
  delivery: {
    source: 'alertmanager',
    receiver: '',
    groupKey: '',
    status: 'firing' as const,
    truncatedAlerts: 0,
    groupLabels: {},
    externalUrl: '',
    alerts: [alertExample()],
  },
});

const watchdog = { source: 'alertmanager', cluster: 'prod', heardAt: startTime, gaps: [], ended: false };

describe.each(engines)('on %s', (engine) => {
  test('one that is on record already stays, and the others of its batch are kept: who was told too late sends again', async () => {
    const run = await open(engine);
    const record = async (...ids: readonly string[]): Promise<Outcome> =>
      run('recordDelivery', async (on) => recordDeliveries(on, ids.map(parsed)));
    await record('one');
    expect(await record('one', 'two', 'three')).toMatchObject({
      value: [{ deliveryId: 'one' }, { deliveryId: 'two' }, { deliveryId: 'three', alertCount: 1 }],
    });
    expect(await run('counts', counts)).toMatchObject({ value: { deliveries: 3, dueItems: 3 } });
  });

  test('taking a delivery is one transaction: what a conflict meets leaves nothing behind', async () => {
    const run = await open(engine);
    await run('recordDelivery', async (on) => recordDeliveries(on, [parsed('one')]));
    const take =
      (version: number): TakeDelivery =>
      async (store, deliveryId, now) => {
        const heard = await store.loadIntake(deliveryId, []);
        if (heard === undefined) return undefined;
        await store.recordWatchdogs([watchdog]);
        const incident = incidentExample({ version });
        const alerts = heard.delivery.alerts.map((alert) => ({ ...alert, incidentId: incident.id }));
        await store.applyIntake(deliveryId, {
          alerts,
          opened: version === 0 ? [incident] : [],
          changed: version === 0 ? [] : [incident],
        });
        const view = await store.loadIntake(deliveryId, [incident.key]);
        return { opened: [], changed: [{ name: String(view?.incidents.length), state: String(now > 0) }] };
      };
    const taken = async (version: number): Promise<Outcome> =>
      run('takeDelivery', async (on) => takeDelivery(on, 'one', take(version)));
    expect(await taken(7)).toEqual({ value: 'conflict' });
    expect(await run('listWatchdogs', listWatchdogs)).toEqual({ value: [] });
    // The delivery is read once; its incidents are read as they are.
    expect(await taken(0)).toEqual({ value: { opened: [], changed: [{ name: '1', state: 'true' }] } });
    expect(await run('listWatchdogs', listWatchdogs)).toEqual({ value: [watchdog] });
    expect(await taken(0)).toEqual({ value: undefined });
  });
});

import { describe, expect, test } from 'vitest';
import {
  alertExample,
  drainDue,
  incidentExample,
  openIncidentExample,
  webhookBody,
} from '../support/examples.ts';
import { engines } from '../support/test-database.ts';
import { openTestEngine, startTime } from '../support/test-store.ts';
import type { Store } from '../../../src/store/store.ts';

async function deliver(store: Store, body = webhookBody()): Promise<string> {
  const result = await store.recordDelivery({ source: 'alertmanager', receivedAt: startTime, body });
  if (result.outcome !== 'recorded') throw new Error(result.message);
  return result.deliveryId;
}

describe.each(engines)('on %s', (engine) => {
  test('a delivery is committed with what was read from it, and its intake is due', async () => {
    const { store } = await openTestEngine(engine);
    const body = webhookBody();
    const result = await store.recordDelivery({ source: 'alertmanager', receivedAt: startTime, body });
    expect(result).toMatchObject({ outcome: 'recorded', alertCount: 1 });
    const id = result.outcome === 'recorded' ? result.deliveryId : '';
    expect(await store.loadIntake(id)).toMatchObject({
      receivedAt: startTime,
      delivery: { receiver: 'middlewatch', alerts: [{ fingerprint: '00000000000000a1', endsAt: null }] },
      known: [],
      incidents: [],
    });
    expect(await drainDue(store)).toEqual([`intake ${id}`]);
    expect(await store.counts()).toMatchObject({ deliveries: 1 });
  });

  test('a malformed body stores nothing and names the path of the fault', async () => {
    const { store } = await openTestEngine(engine);
    const body = webhookBody({ alerts: [{ status: 'firing', labels: 7, startsAt: '2026-03-01T03:00:00Z' }] });
    const result = await store.recordDelivery({ source: 'alertmanager', receivedAt: startTime, body });
    expect(result).toMatchObject({ outcome: 'malformed' });
    expect(result.outcome === 'malformed' && result.path).toMatch(/^alerts\[0\]/);
    expect(await store.counts()).toMatchObject({ deliveries: 0, dueItems: 0 });
  });

  test('of an alert that flaps only the newest occurrences are read, with their incident', async () => {
    const { store } = await openTestEngine(engine);
    const deliveryId = await deliver(store);
    const incident = incidentExample();
    const occurrence = (fingerprint: string, index: number) => ({
      ...alertExample(),
      fingerprint,
      startsAt: startTime + index * 1000,
      ...(index < 99 ? { status: 'resolved' as const, endsAt: startTime + index * 1000 + 500 } : {}),
      incidentId: incident.id,
    });
    const flapping = Array.from({ length: 100 }, (_, index) => occurrence('00000000000000f1', index));
    await store.applyIntake(deliveryId, {
      alerts: [...flapping, occurrence('00000000000000a1', 0)],
      opened: [incident],
      changed: [],
    });
    const read = (await store.loadIncident(incident.id))?.alerts ?? [];
    expect(read.map(({ fingerprint, startsAt }) => [fingerprint, (startsAt - startTime) / 1000])).toEqual([
      ['00000000000000a1', 0],
      ...[95, 96, 97, 98, 99].map((index) => ['00000000000000f1', index]),
    ]);
    const again = await store.loadIntake(await deliver(store));
    expect(again?.incidents[0]?.alerts).toEqual(read);
  });

  test('a decision opens incidents with numbers, writes alerts, messages and the rest at once', async () => {
    const { store } = await openTestEngine(engine);
    const deliveryId = await deliver(store);
    await drainDue(store);
    const incident = incidentExample();
    const written = await store.applyIntake(deliveryId, {
      alerts: [{ ...alertExample(), incidentId: incident.id }],
      opened: [incident, incidentExample({ id: 'incident-2', key: 'prod//Node/node-1' })],
      changed: [],
      timeline: [{ incidentId: incident.id, at: startTime, kind: 'opened', text: 'opened' }],
      audit: [
        { at: startTime, kind: 'incident-opened', actor: 'middlewatch', incidentId: incident.id, data: {} },
      ],
      due: [{ kind: 'enrich', key: incident.id }],
      messages: [{ id: 'card/incident-1', kind: 'card', channel: '#incidents', incidentId: incident.id }],
    });
    expect(written).toBe('written');
    expect(await store.loadIncident('incident-1')).toEqual({
      incident: { ...incident, number: 1, version: 1 },
      alerts: [alertExample()],
      context: undefined,
    });
    expect((await store.findIncident('inc-2'))?.incident.id).toBe('incident-2');
    expect(await store.listTimeline('incident-1', 10)).toHaveLength(1);
    expect(await store.auditHead()).toMatchObject({ seq: 1 });
    expect(await drainDue(store)).toEqual(['enrich incident-1', 'publish card/incident-1']);
  });

  test('a delivery is applied once', async () => {
    const { store } = await openTestEngine(engine);
    const deliveryId = await deliver(store);
    const nothing = { alerts: [], opened: [], changed: [] };
    expect(await store.applyIntake(deliveryId, nothing)).toBe('written');
    expect(await store.applyIntake(deliveryId, { ...nothing, opened: [incidentExample()] })).toBe('conflict');
    expect(await store.loadIntake(deliveryId)).toBeUndefined();
    expect(await store.loadIncident('incident-1')).toBeUndefined();
  });

  test('when one of the changed incidents is not the version that was read, nothing at all is written', async () => {
    const { store } = await openTestEngine(engine);
    const first = await openIncidentExample(store);
    const second = await openIncidentExample(store, { id: 'incident-2', key: 'other' });
    const deliveryId = await deliver(store);
    await drainDue(store);
    const decision = {
      alerts: [{ ...alertExample(), incidentId: first.id }],
      opened: [incidentExample({ id: 'incident-3', key: 'third' })],
      changed: [
        { ...first, severity: 'critical' as const },
        { ...second, version: second.version + 1 },
      ],
      timeline: [{ incidentId: first.id, at: startTime, kind: 'severity-raised' as const, text: 'worse' }],
    };
    expect(await store.applyIntake(deliveryId, decision)).toBe('conflict');
    expect(await store.loadIncident('incident-3')).toBeUndefined();
    expect((await store.loadIncident(first.id))?.incident).toEqual(first);
    expect(await store.listTimeline(first.id, 10)).toEqual([]);
    expect(await drainDue(store)).toEqual([]);
    expect((await store.loadIntake(deliveryId))?.incidents).toHaveLength(2);
    expect(await store.applyIntake(deliveryId, { ...decision, changed: [first, second] })).toBe('written');
  });

  test('with keys, only the incidents of these keys are read, and those that its alerts are in', async () => {
    const { store } = await openTestEngine(engine);
    const home = await openIncidentExample(store);
    await openIncidentExample(store, { id: 'incident-2', key: 'wanted' });
    await openIncidentExample(store, { id: 'incident-3', key: 'not wanted' });
    const ids = async (deliveryId: string, keys?: readonly string[]) =>
      (await store.loadIntake(deliveryId, keys))?.incidents.map(({ incident }) => incident.id);
    const first = await deliver(store);
    expect(await ids(first)).toEqual(['incident-1', 'incident-2', 'incident-3']);
    expect(await ids(first, ['wanted'])).toEqual(['incident-2']);
    expect(await ids(first, [])).toEqual([]);
    const [known] = (await store.loadIntake(first))?.delivery.alerts ?? [];
    if (known === undefined) throw new Error('the delivery has no alert');
    await store.applyIntake(first, {
      alerts: [{ ...known, incidentId: home.id }],
      opened: [],
      changed: [],
    });
    const second = await deliver(store);
    expect(await ids(second, [])).toEqual([]);
    expect(await ids(second, ['nobody has this'])).toEqual([home.id]);
    const many = Array.from({ length: 1_200 }, (_, index) => `key-${index}`);
    expect(await ids(second, [...many, 'wanted'])).toEqual([home.id, 'incident-2']);
  });

  test('two open incidents of one key cannot be, a new one beside a closed one can', async () => {
    const { store } = await openTestEngine(engine);
    const first = await openIncidentExample(store);
    const again = { alerts: [], opened: [incidentExample({ id: 'incident-2' })], changed: [] };
    const deliveryId = await deliver(store);
    expect(await store.applyIntake(deliveryId, again)).toBe('conflict');
    expect(await store.changeIncident({ ...first, state: 'closed' }, {})).toBe('written');
    expect(await store.applyIntake(deliveryId, again)).toBe('written');
    const closed = await store.loadIncident('incident-1');
    expect(await store.changeIncident({ ...closed!.incident, state: 'firing' }, {})).toBe('conflict');
  });

  test('correlation sees known occurrences newest first, open incidents of the named clusters, and a late one its closed incident', async () => {
    const { store } = await openTestEngine(engine);
    const checkout = await openIncidentExample(store);
    await openIncidentExample(store, { id: 'elsewhere', key: 'stage/x', cluster: 'stage' });
    const earlier = await deliver(store);
    const occurrence = (startsAt: number) => ({
      ...alertExample({ startsAt: startTime + startsAt }),
      incidentId: checkout.id,
    });
    await store.applyIntake(earlier, {
      alerts: [occurrence(-2000), occurrence(-1000), occurrence(-3000)],
      opened: [],
      changed: [],
    });
    const view = await store.loadIntake(await deliver(store));
    expect(view?.known.map(({ startsAt, incidentId }) => [startsAt - startTime, incidentId])).toEqual([
      [-1000, checkout.id],
      [-2000, checkout.id],
      [-3000, checkout.id],
    ]);
    expect(view?.incidents.map(({ incident, alerts }) => [incident.id, alerts.length])).toEqual([
      [checkout.id, 4],
    ]);

    await store.changeIncident({ ...checkout, state: 'closed' }, {});
    await openIncidentExample(store, { id: 'incident-2' });
    const later = await store.loadIntake(await deliver(store));
    expect(later?.incidents.map(({ incident }) => incident.id)).toEqual([checkout.id, 'incident-2']);
  });

  test('an alert without a cluster may belong to any: all open incidents are seen', async () => {
    const { store } = await openTestEngine(engine);
    await openIncidentExample(store);
    await openIncidentExample(store, { id: 'elsewhere', key: 'stage/x', cluster: 'stage' });
    const alert = {
      status: 'firing',
      labels: { alertname: 'Watchdog2' },
      annotations: {},
      startsAt: '2026-03-01T03:00:00Z',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: '',
      fingerprint: '00000000000000b2',
    };
    const view = await store.loadIntake(await deliver(store, webhookBody({ alerts: [alert] })));
    expect(view?.incidents.map(({ incident }) => incident.id)).toEqual(['incident-1', 'elsewhere']);
  });

  test('of an alert that flaps, the newest occurrences are seen and the one that the delivery names', async () => {
    const { store } = await openTestEngine(engine);
    const incident = await openIncidentExample(store);
    const earlier = await deliver(store);
    await store.applyIntake(earlier, {
      alerts: Array.from({ length: 60 }, (_, index) => ({
        ...alertExample({ startsAt: startTime + index * 1000 }),
        incidentId: incident.id,
      })),
      opened: [],
      changed: [],
    });
    const view = await store.loadIntake(await deliver(store));
    const seen = view?.known.map(({ startsAt }) => (startsAt - startTime) / 1000) ?? [];
    expect(seen).toHaveLength(21);
    expect([seen[0], seen[19], seen[20]]).toEqual([59, 40, 0]);
  });
});

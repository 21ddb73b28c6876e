import { describe, expect, test } from 'vitest';
import type { Incident } from '../../../src/model/incident.ts';
import { alertExample, drainDue, incidentExample } from '../support/examples.ts';
import { engines } from '../support/test-database.ts';
import { openTestEngine } from '../support/test-store.ts';

const node = incidentExample({
  id: 'node',
  key: 'prod//Node/node-3',
  subject: { cluster: 'prod', kind: 'Node', name: 'node-3' },
  title: 'Node node-3: KubeNodeNotReady',
});
const children = Array.from({ length: 7 }, (_, index) =>
  incidentExample({
    id: `child-${index}`,
    key: `prod/shop/workload/child-${index}`,
    partOf: { id: 'node', reason: 'node-label' },
    sharedCause: 'prod/on-node/node-3',
  }),
);

describe.each(engines)('on %s', (engine) => {
  test('an incident is read with what it is part of, and with the oldest that are part of it', async () => {
    const { store } = await openTestEngine(engine);
    const alone = incidentExample({ id: 'alone', key: 'prod/shop/workload/alone' });
    const messages = ['node', 'child-1'].map((incidentId) => ({
      id: `card/${incidentId}`,
      kind: 'card' as const,
      channel: 'C1',
      incidentId,
    }));
    const decision = { alerts: [], changed: [] };
    // The children first: that a parent comes later in the same delivery is no fault.
    await store.applyDecision({ ...decision, opened: [...children, node, alone], messages });
    expect((await store.loadIncident('alone'))?.family).toBeUndefined();
    expect((await store.loadIncident('child-0'))?.family).toMatchObject({
      parent: { id: 'node', number: 8, title: node.title, state: 'firing' },
      allChildren: 0,
    });
    const family = (await store.loadIncident('node'))?.family;
    expect(family).toMatchObject({ openChildren: 7, allChildren: 7 });
    expect(family?.children.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
    await drainDue(store);
    // The end of a child changes the card of its parent.
    const child = (await store.loadIncident('child-0'))?.incident as Incident;
    await store.changeIncident({ ...child, state: 'resolved' }, {});
    expect(await drainDue(store)).toEqual(['publish card/node']);
    const parent = await store.loadIncident('node');
    expect(parent?.family).toMatchObject({ openChildren: 6, allChildren: 7 });
    // The end of the parent changes the cards of its children.
    if (parent === undefined) throw new Error('gone');
    await store.changeIncident({ ...parent.incident, state: 'resolved' }, {});
    expect(await drainDue(store)).toEqual(['publish card/child-1', 'publish card/node']);
  });

  test('open incidents are found by their shared cause, the oldest first', async () => {
    const { store } = await openTestEngine(engine);
    await store.applyDecision({ alerts: [], changed: [], opened: [node, ...children] });
    const found = await store.listIncidentsByCause('prod/on-node/node-3', 3);
    expect(found.map(({ id, number }) => [id, number])).toEqual([
      ['child-0', 2],
      ['child-1', 3],
      ['child-2', 4],
    ]);
    const [first] = found;
    if (first === undefined) throw new Error('none');
    const { sharedCause, ...well } = first;
    expect(sharedCause).toBeDefined();
    await store.changeIncident(well, {});
    expect((await store.listIncidentsByCause('prod/on-node/node-3', 1))[0]?.id).toBe('child-1');
    expect(await store.listIncidentsByCause('prod/on-node/node-4', 3)).toEqual([]);
  });

  test('alerts are found by name whatever their case, also by hostile names', async () => {
    const { store } = await openTestEngine(engine);
    const names = ['KubePodCrashLooping', `it's "50%_!"`, 'Ünïcode'];
    const alerts = names.map((alertname, index) => ({
      ...alertExample({ fingerprint: `00000000000000a${index}`, labels: { alertname } }),
      incidentId: 'node',
    }));
    const unnamed = { ...alertExample({ fingerprint: '00000000000000af', labels: {} }), incidentId: 'node' };
    const written = store.applyDecision({ alerts: [...alerts, unnamed], changed: [], opened: [node] });
    expect(await written).toBe('written');
    for (const name of ['kubepodcrashlooping', `IT'S "50%_!"`, 'Ünïcode']) {
      expect((await store.findAlertsByName(name, 10)).alerts).toHaveLength(1);
    }
    expect((await store.findAlertsByName('crash', 10)).alerts).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import type { Incident } from '../../../src/model/incident.ts';
import type { FoldingWrite, Store, StormTaken } from '../../../src/store/store.ts';
import { contextExample, drainDue, incidentExample } from '../support/examples.ts';
import { engines } from '../support/test-database.ts';
import { openTestEngine, startTime } from '../support/test-store.ts';

const storm = { id: 'storm-1', channel: '#incidents', startedAt: startTime };
const begins: FoldingWrite = {
  traffic: [{ channel: '#incidents', version: 0, cards: [startTime], critical: [] }],
  begun: [storm],
  storms: ['storm-1'],
};
const goesOn: FoldingWrite = { traffic: [], begun: [], storms: ['storm-1'] };

function folded(id: string, alertName: string, changes: Partial<Incident> = {}): Incident {
  return incidentExample({
    id,
    key: id,
    ...changes,
    folded: {
      storm: 'storm-1',
      since: startTime,
      alertName,
      severity: 'warning',
      reopenedCount: 0,
      node: 'node-3',
    },
  });
}

const write = async (store: Store, opened: readonly Incident[], folding: FoldingWrite) =>
  store.applyDecision({ alerts: [], opened, changed: [], folding });

describe.each(engines)('on %s', (engine) => {
  test('of two that decide at once one begins the storm, the other decides again', async () => {
    const { store } = await openTestEngine(engine);
    expect(await write(store, [folded('a', 'A')], begins)).toBe('written');
    const other = { ...begins, begun: [{ ...storm, id: 'storm-2' }], storms: ['storm-2'] };
    expect(await write(store, [folded('b', 'A')], other)).toBe('conflict');
    expect(await write(store, [folded('b', 'A')], { ...other, traffic: [] })).toBe('conflict');
    expect(await store.loadTraffic()).toMatchObject({
      at: startTime,
      channels: [{ channel: '#incidents', version: 1, cards: [startTime], critical: [] }],
      storms: [storm],
    });
    expect(await write(store, [folded('b', 'A')], goesOn)).toBe('written');
    expect((await store.loadStorm('storm-1'))?.groups).toMatchObject([{ alertName: 'A', count: 2 }]);
  });

  test('two that give out cards at once do not both count from the same number', async () => {
    const { store } = await openTestEngine(engine);
    const cards = (version: number): FoldingWrite => ({
      traffic: [{ channel: '#incidents', version, cards: [startTime], critical: [] }],
      begun: [],
      storms: [],
    });
    const opening = (id: string) => [incidentExample({ id, key: id })];
    expect(await write(store, opening('a'), cards(0))).toBe('written');
    expect(await write(store, opening('b'), cards(0))).toBe('conflict');
    expect(await write(store, opening('b'), cards(1))).toBe('written');
    expect(await write(store, opening('c'), cards(1))).toBe('conflict');
  });

  test('its card counts its incidents as they are, and is due when one changes', async () => {
    const { store } = await openTestEngine(engine);
    const crowd = [folded('a', 'A'), folded('b', 'A', { severity: 'critical' }), folded('c', 'B')];
    await write(store, crowd, begins);
    await drainDue(store);
    const a = (await store.loadIncident('a'))?.incident;
    await store.changeIncident({ ...a!, state: 'resolved' }, {});
    expect(await drainDue(store)).toContain('publish storm/storm-1');
    await store.recordContext('c', contextExample, {});
    expect(await drainDue(store)).toContain('publish storm/storm-1');
    const snapshot = await store.loadStorm('storm-1');
    const place = { namespace: 'shop', node: 'node-3', count: 1 };
    expect(snapshot?.groups).toEqual([
      { ...place, alertName: 'A', severity: 'critical', state: 'firing' },
      { ...place, alertName: 'A', severity: 'warning', state: 'resolved' },
      { ...place, alertName: 'B', severity: 'warning', state: 'firing', cause: '' },
    ]);
    expect(snapshot?.gravest.map(({ id }) => id)).toEqual(['b', 'c']);
    const page = await store.listStormIncidents('storm-1', { offset: 1, limit: 2 });
    expect(page).toMatchObject({ total: 3, incidents: [{ id: 'c' }, { id: 'a' }] });
  });

  test('a few of each name are looked at, and not more than so many altogether', async () => {
    const { store } = await openTestEngine(engine);
    const crowd = Array.from({ length: 12 }, (_, index) => folded(`i${index}`, index < 8 ? 'A' : 'B'));
    await write(store, crowd, begins);
    expect(await store.sampleStorm('storm-1', { each: 2, all: 3 })).toBe(3);
    const due = await store.claimDue({ owner: 'o', leaseMs: 1, limit: 99, kinds: ['enrich'] });
    for (const { key } of due) await store.recordContext(key, contextExample, {});
    expect(await store.sampleStorm('storm-1', { each: 2, all: 3 })).toBe(0);
    expect(await store.sampleStorm('storm-1', { each: 2, all: 4 })).toBe(1);
  });

  test('it ends when few came for a while, once, and nothing is folded into it any more', async () => {
    const { store, clock } = await openTestEngine(engine);
    await write(store, [folded('a', 'A'), folded('b', 'A')], begins);
    const calm = { withinMs: 60_000, atMost: 1 };
    expect(await store.endStorm('storm-1', calm, {})).toBe('conflict');
    clock.advance(60_000);
    await write(store, [folded('c', 'A')], goesOn);
    expect(await store.endStorm('storm-1', { ...calm, atMost: 0 }, {})).toBe('conflict');
    expect(await store.endStorm('storm-1', calm, {})).toBe('written');
    expect(await store.endStorm('storm-1', calm, {})).toBe('conflict');
    expect(await write(store, [folded('d', 'A')], goesOn)).toBe('conflict');
    expect(await store.findStorm('#incidents')).toMatchObject({ endedAt: startTime + 60_000 });
    expect((await store.loadTraffic()).storms).toEqual([]);
  });

  test('who takes it on takes its incidents along: those that changed meanwhile, or have cards, stay', async () => {
    const { store } = await openTestEngine(engine);
    const crowd = ['a', 'b', 'c', 'd'].map((id) => folded(id, 'A'));
    await store.applyDecision({
      alerts: [],
      opened: crowd,
      changed: [],
      folding: begins,
      messages: [{ id: 'card/d', kind: 'card', channel: '#incidents', incidentId: 'd' }],
    });
    expect((await store.loadStorm('storm-1'))?.unacknowledged).toBe(3);
    const wanted = { offset: 0, limit: 9, only: 'unacknowledged' } as const;
    const { incidents, total } = await store.listStormIncidents('storm-1', wanted);
    expect([total, incidents.map(({ id }) => id)]).toEqual([3, ['a', 'b', 'c']]);
    const b = (await store.loadIncident('b'))!.incident;
    await store.changeIncident({ ...b, firingCount: 2 }, {});
    await drainDue(store);
    const taken = (given: readonly Incident[]): StormTaken => ({
      person: 'U1',
      at: 7,
      incidents: given.map((incident) => ({ ...incident, state: 'acknowledged', acknowledgedBy: 'U1' })),
      timeline: given.map(({ id }) => ({
        incidentId: id,
        at: 7,
        kind: 'acknowledged',
        text: 'A',
        person: 'U1',
      })),
      audit: { at: 7, kind: 'acknowledged', actor: 'U1', data: { storm: 'storm-1' } },
    });
    expect(await store.acknowledgeStorm('storm-1', taken(incidents))).toEqual({ incidents: 2 });
    expect(await drainDue(store)).toContain('publish storm/storm-1');
    expect(await store.loadStorm('storm-1')).toMatchObject({
      storm: { acknowledgedBy: 'U1', acknowledgedAt: 7 },
      unacknowledged: 1,
    });
    expect((await store.listStormIncidents('storm-1', wanted)).incidents).toMatchObject([
      { id: 'b', state: 'firing', firingCount: 2 },
    ]);
    expect(await store.listTimeline('a', 9)).toMatchObject([{ kind: 'acknowledged', person: 'U1' }]);
    expect(await store.listTimeline('b', 9)).toEqual([]);
    expect(await store.listAudit({ limit: 9 })).toMatchObject([
      {
        kind: 'acknowledged',
        actor: 'U1',
        data: { storm: 'storm-1', count: 2, incidents: ['INC-1', 'INC-3'] },
      },
    ]);
    // Nothing of it is written when none of them could be.
    expect(await store.acknowledgeStorm('storm-1', { ...taken(incidents), person: 'U2' })).toBe('conflict');
    expect(await store.acknowledgeStorm('storm-9', taken([]))).toBe('conflict');
    expect((await store.loadStorm('storm-1'))?.storm.acknowledgedBy).toBe('U1');
    expect(await store.listAudit({ limit: 9 })).toHaveLength(1);
  });
});

import { describe, expect, test } from 'vitest';
import { contextExample, drainDue, inputExample, openIncidentExample } from '../support/examples.ts';
import { engines } from '../support/test-database.ts';
import { openTestEngine, startTime } from '../support/test-store.ts';

describe.each(engines)('on %s', (engine) => {
  test('an incident is changed over the version that was read, and only once', async () => {
    const { store } = await openTestEngine(engine);
    const incident = await openIncidentExample(store);
    await drainDue(store);
    const acknowledged = { ...incident, state: 'acknowledged' as const, acknowledgedBy: 'U_ANA' };
    const entry = {
      incidentId: incident.id,
      at: startTime,
      kind: 'acknowledged' as const,
      text: 'acknowledged',
    };
    const effects = { timeline: [{ ...entry, person: 'U_ANA' }] };
    expect(await store.changeIncident(acknowledged, effects)).toBe('written');
    expect(await store.changeIncident({ ...incident, state: 'resolved' }, effects)).toBe('conflict');
    expect((await store.loadIncident(incident.id))?.incident).toEqual({
      ...acknowledged,
      version: incident.version + 1,
    });
    expect(await store.listTimeline(incident.id, 10)).toEqual([{ ...entry, person: 'U_ANA' }]);
    expect(await drainDue(store)).toEqual(['publish card/incident-1']);
  });

  test('a change marks card, detail and plans due, and neither chart nor notes', async () => {
    const { store } = await openTestEngine(engine);
    const incident = await openIncidentExample(store);
    const of = { channel: 'C1', incidentId: incident.id };
    await store.recordContext(incident.id, contextExample, {
      messages: [
        { id: 'detail/incident-1', kind: 'detail', ...of },
        { id: 'chart/incident-1', kind: 'chart', ...of },
        { id: 'plan/request-1', kind: 'plan', ...of },
        { id: 'note/incident-1/hello', kind: 'note', ...of, text: 'hello' },
      ],
    });
    await drainDue(store);
    await store.changeIncident(incident, {});
    expect(await drainDue(store)).toEqual([
      'publish card/incident-1',
      'publish detail/incident-1',
      'publish plan/request-1',
    ]);
  });

  test('context is replaced whole, leaves the version alone and marks the messages due', async () => {
    const { store } = await openTestEngine(engine);
    const incident = await openIncidentExample(store);
    await drainDue(store);
    await store.recordContext(incident.id, contextExample, {});
    const newer = {
      ...contextExample,
      collectedAt: startTime + 1,
      runbooks: [{ runbook: 'r', title: 'R', file: 'r.md', score: 1, reason: 'named' }],
    };
    await store.recordContext(incident.id, newer, { due: [{ kind: 'close', key: incident.id, inMs: 0 }] });
    expect(await store.loadIncident(incident.id)).toMatchObject({ incident, context: newer });
    expect(await drainDue(store)).toEqual(['close incident-1', 'publish card/incident-1']);
  });

  test('context of an incident that is not there is refused, with everything that was to go with it', async () => {
    const { store } = await openTestEngine(engine);
    const effects = { due: [{ kind: 'close' as const, key: 'nobody' }] };
    await expect(store.recordContext('nobody', contextExample, effects)).rejects.toThrow(/foreign key/i);
    expect(await drainDue(store)).toEqual([]);
  });

  test('open incidents are listed oldest first, by the configured channel and by the one Slack named', async () => {
    const { store } = await openTestEngine(engine);
    const first = await openIncidentExample(store);
    const second = await openIncidentExample(store, { id: 'incident-2', key: 'b', channel: '#other' });
    const third = await openIncidentExample(store, { id: 'incident-3', key: 'c' });
    await store.changeIncident({ ...third, state: 'resolved' }, {});
    await store.recordShown('card/incident-1', { channel: 'C1', ts: '1.0', hash: 'h' });
    expect(await store.listOpenIncidents()).toEqual([first, second]);
    expect(await store.listOpenIncidents('#incidents')).toEqual([first]);
    expect(await store.listOpenIncidents('C1')).toEqual([first]);
    expect(await store.listOpenIncidents('C2')).toEqual([]);
    expect(await store.counts()).toMatchObject({ openIncidents: 2 });
  });

  test('an incident is found by its name, its id and its messages', async () => {
    const { store } = await openTestEngine(engine);
    await openIncidentExample(store);
    await store.recordShown('card/incident-1', { channel: 'C1', ts: '1700000000.000100', hash: 'h' });
    for (const name of ['INC-1', 'inc-1', 'incident-1']) {
      expect((await store.findIncident(name))?.incident.number, name).toBe(1);
    }
    for (const name of ['INC-2', '1', 'nonsense'])
      expect(await store.findIncident(name), name).toBeUndefined();
    expect((await store.findIncidentByThread('C1', '1700000000.000100'))?.incident.id).toBe('incident-1');
    expect(await store.findIncidentByThread('C2', '1700000000.000100')).toBeUndefined();
  });

  test('the timeline gives its newest entries in the order in which they happened', async () => {
    const { store } = await openTestEngine(engine);
    const incident = await openIncidentExample(store);
    const entries = ['one', 'two', 'three'].map((text) => ({
      incidentId: incident.id,
      at: startTime,
      kind: 'diagnosed' as const,
      text,
    }));
    await store.recordContext(incident.id, contextExample, { timeline: entries });
    expect((await store.listTimeline(incident.id, 2)).map(({ text }) => text)).toEqual(['two', 'three']);
  });

  test('text that a database cannot hold is kept readable: NUL and half characters', async () => {
    const { store } = await openTestEngine(engine);
    const incident = await openIncidentExample(store, { title: 'a\0b\ud800c' });
    expect((await store.loadIncident(incident.id))?.incident.title).toBe('a\0b\ud800c');
    const timeline = [
      { incidentId: incident.id, at: startTime, kind: 'diagnosed' as const, text: 'a\0b\ud800c' },
    ];
    await store.changeIncident(incident, { timeline });
    expect((await store.listTimeline(incident.id, 1))[0]?.text).toBe('a\uFFFDb\uFFFDc');
  });

  test('an input is due once, however often Slack delivers it', async () => {
    const { store } = await openTestEngine(engine);
    const input = inputExample();
    expect(await store.recordInput(input)).toBe('recorded');
    expect(await drainDue(store)).toEqual(['input input-1']);
    expect(await store.recordInput({ ...input, id: 'input-2' })).toBe('duplicate');
    expect(await drainDue(store)).toEqual([]);
    expect(await store.loadInput('input-1')).toEqual(input);
    expect(await store.loadInput('input-2')).toBeUndefined();
  });
});

import { expect, test } from 'vitest';
import type { Incident } from '../../src/model/incident.ts';
import type { Input } from '../../src/model/input.ts';
import type { Store } from '../../src/store/store.ts';
import { acknowledgeStorm } from '../../src/work/acknowledge-storm.ts';
import { incidentExample } from '../store/support/examples.ts';
import { openTestEngine, startTime } from '../store/support/test-store.ts';

const folded = (id: string): Incident =>
  incidentExample({
    id,
    key: id,
    firingCount: 3,
    folded: { storm: 's', since: startTime, alertName: 'A', severity: 'warning', reopenedCount: 0 },
  });

const fold = async (store: Store, ids: readonly string[], begins: boolean) =>
  store.applyDecision({
    alerts: [],
    opened: ids.map(folded),
    changed: [],
    folding: {
      traffic: [],
      begun: begins ? [{ id: 's', channel: '#incidents', startedAt: startTime }] : [],
      storms: ['s'],
    },
  });

/** Presses the storm's button; `between` happens after its incidents were read, before they are written. */
const press = async (
  store: Store,
  person: string,
  between?: (ids: readonly string[]) => Promise<unknown>,
) => {
  const batches: number[] = [];
  const watched: Pick<Store, 'acknowledgeStorm' | 'loadStorm' | 'listStormIncidents'> = {
    loadStorm: async (id) => store.loadStorm(id),
    listStormIncidents: async (id, page) => store.listStormIncidents(id, page),
    acknowledgeStorm: async (id, taken) => {
      batches.push(taken.incidents.length);
      await between?.(taken.incidents.map((incident) => incident.id));
      return store.acknowledgeStorm(id, taken);
    },
  };
  const input: Input = {
    id: 'input-1',
    deduplicationKey: 'input-1',
    via: 'button',
    person,
    channel: 'C1',
    receivedAt: startTime,
    command: { verb: 'ack', storm: 's' },
  };
  const findPerson = (slackUser: string) =>
    slackUser === 'U9' ? undefined : { slackUser, user: `${slackUser}@example.com`, groups: [] };
  const { text } = await acknowledgeStorm(
    { store: watched, findPerson, move: { now: () => startTime + 5 } },
    input,
    's',
  );
  return { text, batches };
};

test('thousands are acknowledged in batches, each with a line, a record and who; once', async () => {
  const { store } = await openTestEngine('sqlite');
  const ids = Array.from({ length: 250 }, (_, index) => `i${index}`);
  await fold(store, ids, true);
  expect((await press(store, 'U9')).text).toContain('not mapped');
  const { text, batches } = await press(store, 'U1');
  expect(text).toContain('You are on this storm: 250 incidents are acknowledged.');
  expect(batches).toEqual([200, 50]);
  const one = await store.loadIncident('i249');
  expect(one?.incident).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'U1', acknowledgedCount: 3 });
  expect(await store.listTimeline('i249', 9)).toMatchObject([
    { kind: 'acknowledged', person: 'U1', text: 'Acknowledged with the storm that it is part of' },
  ]);
  const records = await store.listAudit({ limit: 9 });
  expect(records.map(({ data }) => data['count'])).toEqual([50, 200]);
  expect(records[0]).toMatchObject({
    user: 'U1@example.com',
    data: { storm: 's', via: 'button', channel: 'C1' },
  });
  expect(await press(store, 'U1')).toEqual({ text: 'You are on this storm already.', batches: [] });
  expect((await press(store, 'U2')).text).toBe('<@U1> is on this storm already.');
  expect(await store.listAudit({ limit: 9 })).toHaveLength(2);
});

test('what came later waits for the next press, also that of somebody else', async () => {
  const { store } = await openTestEngine('sqlite');
  await fold(store, ['a', 'b'], true);
  let came = 0;
  const { batches } = await press(store, 'U1', async () => fold(store, [`late-${(came += 1)}`], false));
  expect(batches).toEqual([2]);
  expect((await store.loadStorm('s'))?.unacknowledged).toBe(1);
  const { text } = await press(store, 'U2');
  expect(text).toMatch(/1 incident is acknowledged\. <@U1> took it on before you/);
  expect((await store.loadIncident('a'))?.incident.acknowledgedBy).toBe('U1');
  expect((await store.loadIncident('late-1'))?.incident.acknowledgedBy).toBe('U2');
  expect((await store.loadStorm('s'))?.storm.acknowledgedBy).toBe('U2');
});

test('incidents that change amid it are read again; those that never hold still are named', async () => {
  const { store } = await openTestEngine('sqlite');
  await fold(store, ['a', 'b'], true);
  const touch = async (id: string) => {
    const { incident } = (await store.loadIncident(id))!;
    await store.changeIncident({ ...incident, alertCount: incident.alertCount + 1 }, {});
  };
  let touched = 0;
  const once = await press(store, 'U1', async () => ((touched += 1) === 1 ? touch('a') : undefined));
  expect(once).toMatchObject({ batches: [2, 1], text: expect.stringContaining('2 incidents') as string });
  await fold(store, ['c'], false);
  const never = await press(store, 'U1', async () => touch('c'));
  expect(never.batches).toEqual([1, 1, 1, 1, 1]);
  expect(never.text).toContain('1 changed too fast: press again.');
});

import { describe, expect, test } from 'vitest';
import type { Freeze } from '../../../src/model/freeze.ts';
import { answerExample, auditExample, openIncidentExample, requestExample } from '../support/examples.ts';
import { engines } from '../support/test-database.ts';
import { openTestEngine, startTime } from '../support/test-store.ts';

const freeze = (changes: Partial<Freeze> = {}): Freeze => ({
  id: 'freeze-1',
  frozenBy: 'U_ANA',
  reason: 'migration',
  startedAt: startTime,
  ...changes,
});
const begun = auditExample({ kind: 'frozen', data: {} });
const ended = auditExample({ kind: 'unfrozen', data: {} });

describe.each(engines)('freezes on %s', (engine) => {
  test('begins and ends once, each with its one audit record', async () => {
    const { store } = await openTestEngine(engine);
    const one = freeze({ cluster: 'prod', namespace: 'shop' });
    await store.beginFreeze(one, begun);
    await store.beginFreeze(freeze({ reason: 'another' }), begun);
    expect(await store.listFreezes()).toEqual([one]);
    expect(await store.endFreeze('freeze-1', ended)).toBe('written');
    expect(await store.endFreeze('freeze-1', ended)).toBe('conflict');
    expect(await store.listFreezes()).toEqual([]);
    expect((await store.listAudit({ limit: 9 })).map(({ kind }) => kind)).toEqual(['unfrozen', 'frozen']);
  });

  test('its end comes by itself, by the clock of the database', async () => {
    const { store, clock } = await openTestEngine(engine);
    const { now } = { now: await store.readClock() };
    await store.beginFreeze(freeze({ endsAt: now + 60_000 }), begun);
    expect(await store.listFreezes()).toHaveLength(1);
    clock.advance(61_000);
    expect(await store.listFreezes()).toEqual([]);
    expect(await store.endFreeze('freeze-1', ended)).toBe('conflict');
  });

  test.each([
    ['everywhere', {}, 'frozen'],
    ['its cluster', { cluster: 'prod' }, 'frozen'],
    ['its namespace', { namespace: 'shop' }, 'frozen'],
    ['another cluster', { cluster: 'stage' }, 'first'],
    ['another namespace', { cluster: 'prod', namespace: 'mail' }, 'first'],
  ] as const)(
    'a freeze of %s: no approval counts and no call begins, or both do',
    async (_, place, begins) => {
      const { store } = await openTestEngine(engine);
      const { id: incidentId } = await openIncidentExample(store);
      const request = await store.createRequest(requestExample({ incidentId }), {});
      await store.beginFreeze(freeze(place), begun);
      const answered = await store.answerRequest(answerExample());
      if (begins === 'frozen') {
        expect(answered).toMatchObject({ outcome: 'refused', reason: 'frozen' });
        expect((await store.loadRequest(request.id))?.approvals).toEqual([]);
        await store.endFreeze('freeze-1', ended);
        expect((await store.answerRequest(answerExample())).outcome).toBe('executing');
        await store.beginFreeze(freeze({ id: 'freeze-2', ...place }), begun);
      } else expect(answered.outcome).toBe('executing');
      expect(await store.beginCall(request.id, startTime)).toMatchObject({ begun: begins });
    },
  );

  test('a denial passes, and a call that may have left is held, to be looked after', async () => {
    const { store } = await openTestEngine(engine);
    const { id: incidentId } = await openIncidentExample(store);
    const request = await store.createRequest(requestExample({ incidentId }), {});
    await store.answerRequest(answerExample());
    expect(await store.beginCall(request.id, startTime)).toMatchObject({ begun: 'first' });
    await store.beginFreeze(freeze(), begun);
    expect(await store.beginCall(request.id, startTime)).toMatchObject({ begun: 'held' });
    await store.endFreeze('freeze-1', ended);
    expect(await store.beginCall(request.id, startTime)).toMatchObject({ begun: 'again' });
    const other = requestExample({ id: 'request-2', handle: 'handle-2', incidentId });
    await store.createRequest(other, {});
    const deny = answerExample({ answer: 'deny' }, { requestId: 'request-2', executionId: 'x2' });
    expect((await store.answerRequest(deny)).outcome).toBe('denied');
  });
});

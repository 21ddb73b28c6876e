import { describe, expect, test } from 'vitest';
import type { Store } from '../../../src/store/store.ts';
import { answerExample, auditExample, openIncidentExample, requestExample } from '../support/examples.ts';
import { engines } from '../support/test-database.ts';
import { openTestEngine, startTime } from '../support/test-store.ts';

const minute = 60_000;
const ana = { person: 'U_ANA', user: 'ana@example.com' };
const ben = { person: 'U_BEN', user: 'ben@example.com' };
const cleo = { person: 'U_CLEO', user: 'cleo@example.com' };

type Permit = Parameters<Store['permitBreakGlass']>[0];
const permit = (changes: Partial<Permit> = {}): Permit => ({
  requestId: 'request-1',
  ...ana,
  reason: 'nobody answers',
  perHour: 2,
  reviewers: ['group:sre'],
  forMs: 5 * minute,
  ...changes,
});
const permitted = { audit: [auditExample({ kind: 'glass-permitted' })] };
/** The asker's own yes. */
const own = (remindAt: number, changes: object = {}) =>
  answerExample(ana, {
    glass: { remindAt, effects: { audit: [auditExample({ kind: 'glass-broken' })] } },
    ...changes,
  });

describe.each(engines)('break-glass on %s', (engine) => {
  async function waiting() {
    const opened = await openTestEngine(engine);
    const { store } = opened;
    const { id: incidentId } = await openIncidentExample(store);
    const now = await store.readClock();
    const ask = async (id: string) =>
      store.createRequest(
        requestExample({ id, handle: `handle-${id}`, incidentId, expiresAt: now + 60 * minute }),
        {},
      );
    await ask('request-1');
    return { ...opened, ask, now, incidentId };
  }
  const kinds = async (store: Store) => (await store.listAudit({ limit: 20 })).map(({ kind }) => kind);

  test('without a recorded permission the own yes of the asker counts for nothing', async () => {
    const { store, now } = await waiting();
    expect(await store.answerRequest(own(now))).toMatchObject({ outcome: 'refused', reason: 'own-request' });
    await store.permitBreakGlass(permit(), permitted);
    const { glass, ...without } = own(now);
    expect(glass).toBeDefined();
    expect(await store.answerRequest(without)).toMatchObject({ reason: 'own-request' });
    const otherAccount = own(now, {
      approval: { person: 'U_ANA2', user: ana.user, answer: 'approve', at: now },
    });
    expect(await store.answerRequest(otherAccount)).toMatchObject({ reason: 'own-request' });
    expect((await store.loadRequest('request-1'))?.state).toBe('awaiting-approval');
    expect(await store.listDebts({ limit: 9 })).toEqual([]);
  });

  test('with it the request executes once, and a debt is open, all in one write', async () => {
    const { store, now, incidentId } = await waiting();
    const first = await store.permitBreakGlass(permit(), permitted);
    const again = await store.permitBreakGlass(permit({ reason: 'another' }), permitted);
    expect(again).toEqual(first);
    expect(first).toMatchObject({ outcome: 'permitted', request: { breakGlass: { ...ana, perHour: 2 } } });
    const answers = await Promise.all([1, 2, 3].map(() => store.answerRequest(own(now + minute))));
    expect(answers.map(({ outcome }) => outcome).sort()).toEqual(['executing', 'refused', 'refused']);
    expect(await kinds(store)).toEqual(['intent', 'glass-broken', 'approved', 'glass-permitted']);
    expect((await store.loadRequest('request-1'))?.breakGlass?.usedAt).toBeGreaterThanOrEqual(now);
    const [debt, ...more] = await store.listDebts({ limit: 9 });
    expect(more).toEqual([]);
    expect(debt).toMatchObject({
      number: 1,
      requestId: 'request-1',
      executionId: 'x1',
      incidentId,
      owedBy: ana.person,
      owedByUser: ana.user,
      reason: 'nobody answers',
      reviewers: ['group:sre'],
      remindAt: now + minute,
      reminders: 0,
    });
    expect(await store.findDebt({ number: 1 })).toEqual(debt);
    expect(await store.findDebt({ requestId: 'request-1' })).toEqual(debt);
    expect(await store.findDebt({ number: 2 })).toBeUndefined();
  });

  test('it ends by the clock of the database, and is for the asker alone', async () => {
    const { store, clock, now } = await waiting();
    expect(await store.permitBreakGlass(permit(ben), permitted)).toMatchObject({ reason: 'not-asker' });
    expect(await store.permitBreakGlass(permit({ requestId: 'none' }), permitted)).toMatchObject({
      reason: 'not-found',
    });
    await store.permitBreakGlass(permit(), permitted);
    clock.advance(5 * minute);
    expect(await store.answerRequest(own(now))).toMatchObject({ reason: 'glass-expired' });
    expect((await store.answerRequest(answerExample())).outcome).toBe('executing');
    expect(await store.permitBreakGlass(permit(), permitted)).toMatchObject({ reason: 'ended' });
    expect(await store.listDebts({ limit: 9 })).toEqual([]);
  });

  test('a freeze refuses it too', async () => {
    const { store, now } = await waiting();
    await store.permitBreakGlass(permit(), permitted);
    const freeze = { id: 'f', frozenBy: 'U_BEN', reason: 'migration', startedAt: startTime };
    await store.beginFreeze(freeze, auditExample({ kind: 'frozen' }));
    expect(await store.answerRequest(own(now))).toMatchObject({ outcome: 'refused', reason: 'frozen' });
  });

  test('so many an hour, counted when it is permitted and again when it is used', async () => {
    const { store, clock, now, ask } = await waiting();
    const use = async (id: string) =>
      store.answerRequest(own(now, { requestId: id, executionId: `x-${id}` }));
    for (const id of ['request-2', 'request-3', 'request-4']) await ask(id);
    const one = { perHour: 1 };
    await store.permitBreakGlass(permit(one), permitted);
    await store.permitBreakGlass(permit({ ...one, requestId: 'request-2' }), permitted);
    expect((await use('request-1')).outcome).toBe('executing');
    expect(await use('request-2')).toMatchObject({ outcome: 'refused', reason: 'glass-too-often' });
    const third = permit({ ...one, requestId: 'request-3' });
    expect(await store.permitBreakGlass(third, permitted)).toMatchObject({ reason: 'too-often' });
    clock.advance(59 * minute);
    expect(await store.permitBreakGlass(third, permitted)).toMatchObject({ reason: 'too-often' });
    clock.advance(minute + 1);
    expect(await store.permitBreakGlass(third, permitted)).toMatchObject({ outcome: 'permitted' });
  });

  test('a second person reviews a debt, once; never who owes it', async () => {
    const { store, now } = await waiting();
    await store.permitBreakGlass(permit(), permitted);
    await store.answerRequest(own(now));
    const review = (who: typeof ana, verdict: 'ok' | 'not-ok' = 'ok') =>
      store.reviewDebt(
        'request-1',
        { ...who, verdict, reason: 'right' },
        { audit: [auditExample({ kind: 'debt-reviewed' })] },
      );
    expect(await review(ana)).toBe('own-debt');
    expect(await review({ person: 'U_ANA2', user: ana.user })).toBe('own-debt');
    expect(await review({ person: ana.person, user: 'another@example.com' })).toBe('own-debt');
    const both = await Promise.all([review(ben), review(cleo, 'not-ok')]);
    expect([...both].sort()).toEqual(['conflict', 'written']);
    const [debt] = await store.listDebts({ limit: 9 });
    expect(debt?.review).toMatchObject(both[0] === 'written' ? { ...ben, verdict: 'ok' } : cleo);
    expect((await kinds(store)).filter((kind) => kind === 'debt-reviewed')).toHaveLength(1);
  });

  test('one reminder at a time: not before its time, not twice, none of a reviewed one', async () => {
    const { store, clock, now } = await waiting();
    await store.permitBreakGlass(permit(), permitted);
    await store.answerRequest(own(now + 10 * minute));
    const remind = (reminders: number) =>
      store.remindDebt(
        'request-1',
        { reminders, nextAt: now + 30 * minute },
        {
          messages: [
            {
              id: `debt/request-1/reminder-${reminders + 1}`,
              kind: 'debt',
              channel: 'C1',
              requestId: 'request-1',
            },
          ],
        },
      );
    expect(await remind(0)).toBe('conflict');
    clock.advance(11 * minute);
    // Also where the next one would be due at once.
    const atOnce = { reminders: 0, nextAt: now };
    const pair = await Promise.all([1, 2].map(() => store.remindDebt('request-1', atOnce, {})));
    expect(pair.sort()).toEqual(['conflict', 'written']);
    const both = await Promise.all([remind(1), remind(1)]);
    expect([...both].sort()).toEqual(['conflict', 'written']);
    expect(await remind(2)).toBe('conflict');
    clock.advance(20 * minute);
    await store.reviewDebt('request-1', { ...ben, verdict: 'ok', reason: 'right' }, {});
    expect(await remind(2)).toBe('conflict');
    expect((await store.listMessages({ requestId: 'request-1' })).map(({ id }) => id)).toEqual([
      'debt/request-1/reminder-2',
    ]);
  });
});

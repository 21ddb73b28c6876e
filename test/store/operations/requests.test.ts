import { describe, expect, test } from 'vitest';
import type { Store } from '../../../src/store/store.ts';
import {
  answerExample,
  auditExample,
  drainDue,
  openIncidentExample,
  requestExample,
} from '../support/examples.ts';
import { engines } from '../support/test-database.ts';
import { openTestEngine, startTime } from '../support/test-store.ts';
import { withRequest } from '../support/with-request.ts';

async function auditKinds(store: Store): Promise<readonly string[]> {
  return (await store.listAudit({ limit: 100 })).map(({ kind }) => kind).reverse();
}

const messages = ['publish card/incident-1', 'publish plan/request-1'];

describe.each(engines)('on %s', (engine) => {
  test('a request is made once by its id; its expiry is due when its time is over', async () => {
    const { store, clock } = await openTestEngine(engine);
    const incident = await openIncidentExample(store);
    const request = requestExample({ incidentId: incident.id, undoes: 'request-0' });
    await drainDue(store);
    const effects = { audit: [auditExample()] };
    expect(await store.createRequest(request, effects)).toEqual(request);
    const second = await store.createRequest(requestExample({ handle: 'other', askedBy: 'U_EVE' }), effects);
    expect(second).toEqual(request);
    expect(await auditKinds(store)).toEqual(['asked']);
    expect(await store.loadRequest('request-1')).toEqual(request);
    expect(await store.findRequestByHandle('handle-1')).toEqual(request);
    expect(await store.findRequestByHandle('other')).toBeUndefined();
    expect(await drainDue(store)).toEqual(['publish card/incident-1']);
    expect(await store.nextDueInMs()).toBe(900_000);
    clock.advance(900_000);
    expect(await drainDue(store)).toEqual(['expire request-1']);
  });

  test('the last needed approval starts the one execution, with intent and due mark, at once', async () => {
    const { store } = await withRequest(engine);
    const result = await store.answerRequest(answerExample());
    expect(result).toMatchObject({
      outcome: 'executing',
      request: {
        state: 'executing',
        version: 2,
        execution: { id: 'x1', startedAt: startTime },
        approvals: [{ person: 'U_BEN', user: 'ben@example.com', answer: 'approve', at: startTime }],
      },
    });
    expect(await auditKinds(store)).toEqual(['approved', 'intent']);
    expect(await drainDue(store)).toEqual(['execute request-1', ...messages]);
    expect((await store.findRequestByExecution('x1'))?.id).toBe('request-1');
  });

  test('fifty identical clicks at once: one execution, one intent, forty-nine refusals that change nothing', async () => {
    const { store } = await withRequest(engine);
    const answers = Array.from({ length: 50 }, (_, index) => answerExample({}, { executionId: `x${index}` }));
    const results = await Promise.all(answers.map((answer) => store.answerRequest(answer)));
    expect(results.filter(({ outcome }) => outcome === 'executing')).toHaveLength(1);
    const refused = results.filter((result) => result.outcome === 'refused' && result.reason === 'ended');
    expect(refused).toHaveLength(49);
    expect(await auditKinds(store)).toEqual(['approved', 'intent']);
    expect(await store.loadRequest('request-1')).toMatchObject({ version: 2, execution: { id: 'x0' } });
  });

  test('one execution at a time an object: the other approval counts when the first is over', async () => {
    const { store } = await withRequest(engine);
    const second = requestExample({ id: 'request-2', handle: 'handle-2' });
    await store.createRequest(second, {});
    const elsewhere = { ...second.plan, target: { ...second.plan.target, uid: 'uid-2' } };
    await store.createRequest({ ...second, id: 'request-3', handle: 'handle-3', plan: elsewhere }, {});
    const answer = (number: number) =>
      store.answerRequest(answerExample({}, { requestId: `request-${number}`, executionId: `x${number}` }));
    expect((await answer(1)).outcome).toBe('executing');
    expect(await answer(2)).toMatchObject({ outcome: 'refused', reason: 'object-busy' });
    expect((await answer(3)).outcome).toBe('executing');
    expect((await store.loadRequest('request-2'))?.approvals).toEqual([]);
    const over = {
      state: 'verifying' as const,
      outcome: 'answered' as const,
      message: 'Scaled',
      at: startTime,
    };
    await store.finishExecution('request-1', over, {});
    expect((await answer(2)).outcome).toBe('executing');
  });

  test('two approvals: each person counts once, by the mapped user, whatever Slack account was used', async () => {
    const { store } = await withRequest(engine, { approvalsNeeded: 2 });
    expect(await store.answerRequest(answerExample())).toMatchObject({
      outcome: 'counted',
      request: { state: 'awaiting-approval', approvals: [{ user: 'ben@example.com' }] },
    });
    expect(await drainDue(store)).toEqual(messages);
    for (const same of [{}, { person: 'U_BEN_TOO' }, { user: 'mapped-anew@example.com' }]) {
      expect(await store.answerRequest(answerExample(same))).toMatchObject({
        outcome: 'refused',
        reason: 'counted-already',
      });
    }
    expect(await drainDue(store)).toEqual([]);
    expect(await auditKinds(store)).toEqual(['approved']);
    const cem = { person: 'U_CEM', user: 'cem@example.com' };
    expect((await store.answerRequest(answerExample(cem))).outcome).toBe('executing');
  });

  test('where no approval is needed, the click of who asked starts it, once', async () => {
    const { store } = await withRequest(engine, { approvalsNeeded: 0 });
    const own = answerExample({ person: 'U_ANA', user: 'ana@example.com' });
    expect((await store.answerRequest(own)).outcome).toBe('executing');
    expect(await store.answerRequest(own)).toMatchObject({ outcome: 'refused', reason: 'ended' });
  });

  test('nobody approves his own plan, from another account or under another name; denying it is fine', async () => {
    const { store } = await withRequest(engine);
    for (const own of [
      { person: 'U_ANA', user: 'ana@example.com' },
      { person: 'U_ANA_TOO', user: 'ana@example.com' },
      { person: 'U_ANA', user: 'mapped-anew@example.com' },
    ]) {
      expect(await store.answerRequest(answerExample(own))).toMatchObject({
        outcome: 'refused',
        reason: 'own-request',
      });
    }
    expect(await auditKinds(store)).toEqual([]);
    const denial = answerExample({ person: 'U_ANA', user: 'ana@example.com', answer: 'deny' });
    expect(await store.answerRequest(denial)).toMatchObject({
      outcome: 'denied',
      request: { state: 'denied' },
    });
  });

  test('an approval names the plan: another digest is refused', async () => {
    const { store, request } = await withRequest(engine);
    const result = await store.answerRequest(answerExample({}, { digest: 'digest-2' }));
    expect(result).toEqual({ outcome: 'refused', reason: 'moved', request });
  });

  test('the clock of the database decides about expiry, to the millisecond', async () => {
    const { store, clock } = await withRequest(engine);
    clock.advance(900_000 - 1);
    expect(await store.endRequest('request-1', 'expired', 'time is over', {})).toBe('conflict');
    clock.advance(1);
    // What the caller's clock says does not matter.
    const early = answerExample({ at: startTime });
    expect(await store.answerRequest(early)).toMatchObject({ outcome: 'refused', reason: 'expired' });
    expect(await store.endRequest('request-1', 'expired', 'time is over', {})).toBe('written');
    expect(await store.loadRequest('request-1')).toMatchObject({
      state: 'expired',
      endReason: 'time is over',
    });
    expect(await store.answerRequest(early)).toMatchObject({ outcome: 'refused', reason: 'ended' });
  });

  test('one denial ends it; a later approval is told so', async () => {
    const { store } = await withRequest(engine, { approvalsNeeded: 2 });
    await store.answerRequest(answerExample());
    const denial = answerExample({ person: 'U_CEM', user: 'cem@example.com', answer: 'deny' });
    expect(await store.answerRequest(denial)).toMatchObject({
      outcome: 'denied',
      request: { state: 'denied' },
    });
    const late = answerExample({ person: 'U_DEB', user: 'deb@example.com' });
    expect(await store.answerRequest(late)).toMatchObject({ outcome: 'refused', reason: 'ended' });
    expect(await auditKinds(store)).not.toContain('intent');
  });

  test('an answer to nothing is refused', async () => {
    const { store } = await openTestEngine(engine);
    expect(await store.answerRequest(answerExample())).toEqual({ outcome: 'refused', reason: 'not-found' });
  });

  test('when the intent cannot be written, the approval does not count either', async () => {
    const { store } = await withRequest(engine);
    const broken = answerExample({}, { intent: auditExample({ kind: 'intent', data: { at: Number.NaN } }) });
    await expect(store.answerRequest(broken)).rejects.toThrow(/JSON cannot carry NaN/);
    expect(await store.loadRequest('request-1')).toMatchObject({
      state: 'awaiting-approval',
      version: 1,
      approvals: [],
    });
    expect(await auditKinds(store)).toEqual([]);
    expect(await drainDue(store)).toEqual([]);
    expect((await store.answerRequest(answerExample())).outcome).toBe('executing');
  });

  test('an execution id serves one request', async () => {
    const { store } = await withRequest(engine);
    await store.answerRequest(answerExample());
    const other = requestExample({ id: 'request-2', handle: 'handle-2' });
    const plan = { ...other.plan, target: { ...other.plan.target, uid: 'uid-2' } };
    await store.createRequest({ ...other, plan }, {});
    await expect(store.answerRequest(answerExample({}, { requestId: 'request-2' }))).rejects.toThrow(
      /unique/i,
    );
    expect(await store.loadRequest('request-2')).toMatchObject({ state: 'awaiting-approval', approvals: [] });
  });

  test('a waiting request is cancelled or superseded once, an executing one never', async () => {
    const { store } = await withRequest(engine);
    const effects = { audit: [auditExample({ kind: 'cancelled' })] };
    expect(await store.endRequest('request-1', 'cancelled', 'Ana cancelled it', effects)).toBe('written');
    expect(await drainDue(store)).toEqual(messages);
    expect(await store.endRequest('request-1', 'superseded', 'moved', effects)).toBe('conflict');
    expect(await store.endRequest('nothing', 'cancelled', 'why', effects)).toBe('conflict');
    expect(await auditKinds(store)).toEqual(['cancelled']);

    await store.createRequest(requestExample({ id: 'request-2', handle: 'handle-2' }), {});
    await store.answerRequest(answerExample({}, { requestId: 'request-2' }));
    expect(await store.endRequest('request-2', 'cancelled', 'too late', effects)).toBe('conflict');
  });

  test('requests are listed newest first, by incident and by state', async () => {
    const { store } = await withRequest(engine);
    await store.createRequest(
      requestExample({ id: 'request-2', handle: 'handle-2', askedAt: startTime + 1 }),
      {},
    );
    await store.answerRequest(answerExample());
    const ids = async (filter: Parameters<Store['listRequests']>[0]) =>
      (await store.listRequests(filter)).map(({ id }) => id);
    expect(await ids({ limit: 10 })).toEqual(['request-2', 'request-1']);
    expect(await ids({ limit: 1 })).toEqual(['request-2']);
    expect(await ids({ incidentId: 'incident-1', limit: 10 })).toEqual(['request-1']);
    expect(await ids({ objectUid: 'uid-1', limit: 10 })).toEqual(['request-2', 'request-1']);
    expect(await ids({ objectUid: 'uid-1', states: ['executing'], limit: 10 })).toEqual(['request-1']);
    expect(await ids({ objectUid: 'uid-', limit: 10 })).toEqual([]);
    await store.createRequest(
      requestExample({ id: 'request-3', handle: 'handle-3', undoes: 'request-1', channel: 'C2' }),
      {},
    );
    expect(await ids({ undoes: 'request-1', limit: 10 })).toEqual(['request-3']);
    expect(await ids({ undoes: 'request', limit: 10 })).toEqual([]);
    expect(await ids({ channel: 'C2', states: ['awaiting-approval'], limit: 10 })).toEqual(['request-3']);
    expect(await ids({ states: ['executing', 'verifying'], limit: 10 })).toEqual(['request-1']);
    expect(await ids({ states: [], limit: 10 })).toEqual([]);
  });
});

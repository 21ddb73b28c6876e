import { describe, expect, test } from 'vitest';
import type { ActionRequest } from '../../../src/model/action-request.ts';
import type { AnswerResult, Store } from '../../../src/store/store.ts';
import { answerExample, openIncidentExample, requestExample } from '../support/examples.ts';
import { engines } from '../support/test-database.ts';
import { openTestEngine } from '../support/test-store.ts';

const resolved = { fact: 'resolved/1', words: 'INC-1 was resolved by itself' };
const quiet = { fact: 'quiet/Crash', words: 'Crash stopped firing' };
const reason = (result: AnswerResult): string =>
  result.outcome === 'refused' ? result.reason : result.outcome;

describe.each(engines)('news of a request on %s', (engine) => {
  const open = async () => {
    const { store, clock } = await openTestEngine(engine);
    const { id: incidentId } = await openIncidentExample(store);
    const now = await store.readClock();
    await store.createRequest(requestExample({ incidentId, expiresAt: now + 600_000 }), {
      messages: ['plan', 'page'].map((kind) => ({
        id: `${kind}/request-1`,
        kind: kind as 'plan' | 'page',
        channel: 'C1',
        requestId: 'request-1',
      })),
    });
    const publishing = async (): Promise<string[]> => {
      const items = await store.claimDue({ owner: 'test', leaseMs: 60_000, limit: 20, kinds: ['publish'] });
      for (const item of items) await store.completeDue(item);
      return items.map(({ key }) => key).filter((key) => key.includes('request-1'));
    };
    await publishing();
    const answer = async (facts: readonly { fact: string; words: string }[], user = 'ben') =>
      store.answerRequest(
        answerExample(
          { user: `${user}@example.com`, person: `U_${user.toUpperCase()}` },
          { news: { facts, clickedAt: await store.readClock() } },
        ),
      );
    return { store, clock, answer, publishing };
  };

  test('nobody counts before they were told, and had time to read it', async () => {
    const { store, clock, answer, publishing } = await open();
    expect(reason(await answer([resolved]))).toBe('news');
    expect((await publishing()).sort()).toEqual(['page/request-1', 'plan/request-1']);
    const told = await store.loadRequest('request-1');
    expect(told).toMatchObject({ state: 'awaiting-approval', approvals: [], version: 1 });
    expect(told?.news).toEqual([{ ...resolved, at: expect.any(Number) as number }]);
    clock.advance(1000);
    expect(reason(await answer([resolved]))).toBe('news');
    clock.advance(1000);
    expect(reason(await answer([resolved, quiet]))).toBe('news');
    clock.advance(2000);
    expect(reason(await answer([resolved, quiet], 'cem'))).toBe('news');
    expect(reason(await answer([resolved, quiet]))).toBe('executing');
    expect((await store.loadRequest('request-1'))?.news).toHaveLength(2);
  });

  test('many clicks at once are told, and count for nothing', async () => {
    const { store, answer } = await open();
    const results = await Promise.all(Array.from({ length: 20 }, async () => answer([resolved])));
    expect(new Set(results.map(reason))).toEqual(new Set(['news']));
    expect((await store.loadRequest('request-1'))?.news).toHaveLength(1);
  });

  test('a denial needs to know nothing', async () => {
    const { store } = await open();
    const denial = answerExample(
      { answer: 'deny' },
      { reason: 'no', news: { facts: [resolved], clickedAt: 0 } },
    );
    expect((await store.answerRequest(denial)).outcome).toBe('denied');
    expect((await store.loadRequest('request-1'))?.endReason).toBe('no');
  });
});

describe.each(engines)('circuit breakers on %s', (engine) => {
  const waiting = async (store: Store, count: number): Promise<readonly ActionRequest[]> => {
    const { id: incidentId } = await openIncidentExample(store);
    const now = await store.readClock();
    const { plan } = requestExample();
    return Promise.all(
      Array.from({ length: count }, async (_, index) =>
        store.createRequest(
          requestExample({
            id: `request-${index}`,
            handle: `handle-${index}`,
            incidentId,
            expiresAt: now + 600_000,
            plan: { ...plan, target: { ...plan.target, name: `app-${index}`, uid: `uid-${index}` } },
          }),
          {},
        ),
      ),
    );
  };
  const approve = async (
    store: Store,
    index: number,
    breakers: Parameters<Store['answerRequest']>[0]['breakers'],
  ) =>
    store.answerRequest(
      answerExample(
        {},
        {
          requestId: `request-${index}`,
          executionId: `x${index}`,
          ...(breakers !== undefined && { breakers }),
        },
      ),
    );

  test('twenty approvals at once: as many as the limit pass, the others are told which breaker is open', async () => {
    const { store } = await openTestEngine(engine);
    await waiting(store, 20);
    const breakers = { person: { executions: 3, withinMs: 60_000 } };
    const results = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => approve(store, index, breakers)),
    );
    expect(results.filter(({ outcome }) => outcome === 'executing')).toHaveLength(3);
    expect(results.filter((one) => reason(one) === 'breaker')).toHaveLength(17);
    expect(results.find((one) => reason(one) === 'breaker')).toMatchObject({
      breaker: { breaker: 'person', executions: 3 },
    });
    expect(await store.listExecuted(60_000)).toHaveLength(3);
  });

  test('it closes by the clock of the database', async () => {
    const { store, clock } = await openTestEngine(engine);
    await waiting(store, 3);
    const breakers = { person: { executions: 1, withinMs: 60_000 } };
    expect(reason(await approve(store, 0, breakers))).toBe('executing');
    expect(reason(await approve(store, 1, breakers))).toBe('breaker');
    clock.advance(61_000);
    expect(reason(await approve(store, 1, breakers))).toBe('executing');
    expect((await store.listExecuted(60_000)).map(({ id }) => id)).toEqual(['request-1']);
    expect((await store.listExecuted(600_000)).map(({ id }) => id)).toEqual(['request-0', 'request-1']);
  });
});

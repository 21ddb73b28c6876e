import { describe, expect, test } from 'vitest';
import { answerExample, auditExample, drainDue } from '../support/examples.ts';
import { engines } from '../support/test-database.ts';
import { startTime } from '../support/test-store.ts';
import { withRequest } from '../support/with-request.ts';

/** Due whenever a request changes. */
const messages = ['publish card/incident-1', 'publish plan/request-1'];

describe.each(engines)('on %s', (engine) => {
  test('a call begins once; whoever comes second is told to look first', async () => {
    const { store } = await withRequest(engine);
    expect(await store.beginCall('request-1', startTime)).toEqual({ begun: 'not-executing' });
    await store.answerRequest(answerExample());
    expect(await store.beginCall('request-1', startTime + 5)).toEqual({
      begun: 'first',
      calledAt: startTime + 5,
    });
    expect(await store.beginCall('request-1', startTime + 9)).toEqual({
      begun: 'again',
      calledAt: startTime + 9,
    });
    // Each has a name of its own, however the clocks of two processes differ.
    expect(await store.beginCall('request-1', startTime)).toEqual({
      begun: 'again',
      calledAt: startTime + 10,
    });
    expect((await store.loadRequest('request-1'))?.execution?.calledAt).toBe(startTime + 10);
    expect(await store.beginCall('nothing', startTime)).toEqual({ begun: 'not-executing' });
  });

  test('outcome and verdict move it once each, and the next step is due', async () => {
    const { store } = await withRequest(engine);
    await store.answerRequest(answerExample());
    await drainDue(store);
    const outcome = {
      state: 'verifying' as const,
      outcome: 'answered' as const,
      message: 'Scaled to 5',
      at: startTime + 10,
    };
    const verdict = { result: 'worked' as const, sentence: '5 of 5 pods available', at: startTime + 20 };
    expect(await store.recordVerdict('request-1', verdict, {})).toBe('conflict');
    expect(await store.finishExecution('request-1', outcome, {})).toBe('written');
    expect(await drainDue(store)).toEqual([...messages, 'verify request-1']);
    expect(await store.finishExecution('request-1', { ...outcome, state: 'failed' }, {})).toBe('conflict');
    expect(await store.recordProgress('request-1', '3 of 5 pods')).toBe('written');
    expect(await drainDue(store)).toEqual(messages);
    // Nothing new: no edit.
    expect(await store.recordProgress('request-1', '3 of 5 pods')).toBe('written');
    expect(await drainDue(store)).toEqual([]);
    expect(
      await store.recordVerdict('request-1', verdict, { audit: [auditExample({ kind: 'verdict' })] }),
    ).toBe('written');
    expect(await store.recordVerdict('request-1', { ...verdict, result: 'worse' }, {})).toBe('conflict');
    expect(await store.recordProgress('request-1', '4 of 5 pods')).toBe('conflict');
    expect(await store.loadRequest('request-1')).toMatchObject({
      state: 'done',
      execution: { finishedAt: startTime + 10, outcome: 'answered', message: 'Scaled to 5', verdict },
    });
  });

  test('whoever says that nothing was changed must know of the last call', async () => {
    const { store } = await withRequest(engine);
    await store.answerRequest(answerExample());
    const failed = {
      state: 'failed' as const,
      outcome: 'world-moved' as const,
      message: 'moved',
      at: startTime,
    };
    await store.beginCall('request-1', startTime + 5);
    expect(await store.finishExecution('request-1', { ...failed, lastCallAt: 'none' }, {})).toBe('conflict');
    await store.beginCall('request-1', startTime + 9);
    const known = { ...failed, lastCallAt: startTime + 5 };
    expect(await store.finishExecution('request-1', known, {})).toBe('conflict');
    expect((await store.loadRequest('request-1'))?.state).toBe('executing');
    const last = { ...failed, lastCallAt: startTime + 9 };
    expect(await store.finishExecution('request-1', last, {})).toBe('written');
  });

  test('a failed execution is an end, with nothing to verify', async () => {
    const { store } = await withRequest(engine);
    await store.answerRequest(answerExample());
    await drainDue(store);
    const failure = {
      state: 'failed' as const,
      outcome: 'refused' as const,
      message: 'forbidden',
      at: startTime,
    };
    expect(await store.finishExecution('request-1', failure, {})).toBe('written');
    expect(await drainDue(store)).toEqual(messages);
    expect(await store.loadRequest('request-1')).toMatchObject({ state: 'failed' });
  });
});

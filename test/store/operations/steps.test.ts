import { describe, expect, test } from 'vitest';
import {
  answerExample,
  auditExample,
  drainDue,
  openIncidentExample,
  requestExample,
} from '../support/examples.ts';
import { engines, type Engine } from '../support/test-database.ts';
import { openTestEngine, startTime, type EngineUnderTest } from '../support/test-store.ts';

async function executing(engine: Engine): Promise<EngineUnderTest> {
  const opened = await openTestEngine(engine);
  const incident = await openIncidentExample(opened.store);
  await opened.store.createRequest(requestExample({ incidentId: incident.id }), {
    messages: [{ id: 'plan/request-1', kind: 'plan', channel: 'C1', requestId: 'request-1' }],
  });
  await opened.store.answerRequest(answerExample());
  await drainDue(opened.store);
  return opened;
}

const first = { key: 'uid-1', name: 'node/node-1' };
const second = { key: 'uid-2', name: 'node/node-2' };
const aborted = { by: 'U_CY', user: 'cy@example.com', at: startTime + 9 };

describe.each(engines)('steps on %s', (engine) => {
  test('each begins once by its key; the first sets when the execution was called', async () => {
    const { store } = await executing(engine);
    expect(await store.beginStep('request-1', first, startTime + 1)).toBe('first');
    expect(await drainDue(store)).toEqual(['publish card/incident-1', 'publish plan/request-1']);
    expect(await store.beginStep('request-1', second, startTime + 2)).toBe('first');
    expect(await store.beginStep('request-1', first, startTime + 3)).toBe('again');
    expect((await store.loadRequest('request-1'))?.execution).toMatchObject({
      calledAt: startTime + 1,
      steps: [
        { ...first, calledAt: startTime + 3 },
        { ...second, calledAt: startTime + 2 },
      ],
    });
  });

  test('ten processes at once: one is first', async () => {
    const { store } = await executing(engine);
    const begun = await Promise.all(
      Array.from({ length: 10 }, async () => store.beginStep('request-1', first, startTime)),
    );
    expect(begun.filter((one) => one === 'first')).toHaveLength(1);
    expect((await store.loadRequest('request-1'))?.execution?.steps).toHaveLength(1);
  });

  test('what came of a step is recorded once; progress only while it changes makes messages due', async () => {
    const { store } = await executing(engine);
    await store.beginStep('request-1', first, startTime);
    await drainDue(store);
    const done = { key: 'uid-1', outcome: 'done' as const, message: 'done', finishedAt: startTime + 1 };
    const progress = '1 of 2 done';
    expect(await store.recordSteps('request-1', { finished: [done], progress })).toBe('written');
    expect(await drainDue(store)).toEqual(['publish card/incident-1', 'publish plan/request-1']);
    await store.recordSteps('request-1', { finished: [], progress });
    expect(await drainDue(store)).toEqual([]);
    const other = { ...done, outcome: 'failed' as const, message: 'late' };
    await store.recordSteps('request-1', { finished: [other, { ...other, key: 'unknown' }], progress });
    expect((await store.loadRequest('request-1'))?.execution).toMatchObject({
      steps: [{ ...first, outcome: 'done', message: 'done' }],
      progress,
    });
  });

  test('aborted: no step begins any more, also none that had; it is due at once, on the record', async () => {
    const { store } = await executing(engine);
    await store.beginStep('request-1', first, startTime);
    await drainDue(store);
    expect(await store.abortExecution('request-1', aborted, { audit: [auditExample()] })).toBe('written');
    expect(await drainDue(store)).toEqual([
      'execute request-1',
      'publish card/incident-1',
      'publish plan/request-1',
    ]);
    expect(await store.abortExecution('request-1', aborted, { audit: [auditExample()] })).toBe('conflict');
    expect(await store.beginStep('request-1', first, startTime)).toBe('aborted');
    expect(await store.beginStep('request-1', second, startTime)).toBe('aborted');
    expect((await store.loadRequest('request-1'))?.execution).toMatchObject({ aborted });
  });

  test('in a freeze, and when it is not executing, no step begins', async () => {
    const { store } = await executing(engine);
    await store.beginFreeze(
      { id: 'f1', frozenBy: 'U_CY', reason: 'x', startedAt: startTime },
      auditExample(),
    );
    expect(await store.beginStep('request-1', first, startTime)).toBe('frozen');
    await store.endFreeze('f1', auditExample());
    const outcome = { state: 'verifying' as const, outcome: 'stopped' as const, message: 'x', at: startTime };
    await store.finishExecution('request-1', outcome, {});
    expect(await store.beginStep('request-1', first, startTime)).toBe('not-executing');
    expect(await store.recordSteps('request-1', { finished: [], progress: 'x' })).toBe('conflict');
    expect(await store.abortExecution('request-1', aborted, {})).toBe('conflict');
    expect((await store.loadRequest('request-1'))?.execution?.outcome).toBe('stopped');
  });
});

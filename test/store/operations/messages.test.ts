import { describe, expect, test } from 'vitest';
import { contextExample, drainDue, openIncidentExample } from '../support/examples.ts';
import { engines } from '../support/test-database.ts';
import { openTestEngine, startTime } from '../support/test-store.ts';

const shown = { channel: 'C1', ts: '1700000000.000100', hash: 'h1' };

describe.each(engines)('on %s', (engine) => {
  test('a message is made once; wanting it again marks it due and changes nothing', async () => {
    const { store } = await openTestEngine(engine);
    const { id: incidentId } = await openIncidentExample(store);
    await drainDue(store);
    const wanted = {
      id: 'note/incident-1/hello',
      kind: 'note' as const,
      channel: '#incidents',
      incidentId,
      threadOf: 'card/incident-1',
      text: 'hello',
    };
    const effects = { messages: [wanted, { ...wanted, text: 'something else' }] };
    await store.recordContext(incidentId, contextExample, effects);
    expect(await store.loadMessage(wanted.id)).toEqual({ ...wanted, state: 'wanted' });
    expect(await drainDue(store)).toEqual(['publish card/incident-1', `publish ${wanted.id}`]);
    expect((await store.listMessages({ incidentId })).map(({ id }) => id)).toEqual([
      'card/incident-1',
      wanted.id,
    ]);
    expect(await store.listMessages({ requestId: 'request-1' })).toEqual([]);
    expect(await store.listMessages({})).toEqual([]);
  });

  test('posting: first, again while the answer is unknown, shown once it is there', async () => {
    const { store } = await openTestEngine(engine);
    await openIncidentExample(store);
    expect(await store.beginPosting('card/incident-1', startTime)).toBe('first');
    expect(await store.beginPosting('card/incident-1', startTime + 60_000)).toBe('again');
    expect((await store.loadMessage('card/incident-1'))?.postingSince).toBe(startTime);
    await store.recordShown('card/incident-1', shown);
    expect(await store.beginPosting('card/incident-1', startTime)).toBe('shown');
    expect(await store.loadMessage('card/incident-1')).toEqual({
      id: 'card/incident-1',
      kind: 'card',
      incidentId: 'incident-1',
      channel: 'C1',
      state: 'shown',
      ts: shown.ts,
      shownHash: 'h1',
    });
    await expect(store.beginPosting('card/nobody', startTime)).rejects.toThrow(
      'there is no message card/nobody',
    );
  });

  test('after an error answer the next attempt is a first one', async () => {
    const { store } = await openTestEngine(engine);
    await openIncidentExample(store);
    await store.beginPosting('card/incident-1', startTime);
    await store.recordNotPosted('card/incident-1');
    expect(await store.loadMessage('card/incident-1')).toMatchObject({ state: 'wanted' });
    expect(await store.beginPosting('card/incident-1', startTime + 1)).toBe('first');
  });

  test('a refused post failed and may be tried again; a message in Slack is never posted a second time', async () => {
    const { store } = await openTestEngine(engine);
    await openIncidentExample(store);
    await store.beginPosting('card/incident-1', startTime);
    await store.recordMessageProblem('card/incident-1', 'channel_not_found');
    expect(await store.loadMessage('card/incident-1')).toMatchObject({
      state: 'failed',
      problem: 'channel_not_found',
    });
    expect(await store.beginPosting('card/incident-1', startTime)).toBe('first');
    await store.recordShown('card/incident-1', shown);
    await store.recordMessageProblem('card/incident-1', 'cant_update_message');
    await store.recordNotPosted('card/incident-1');
    expect(await store.beginPosting('card/incident-1', startTime)).toBe('shown');
  });

  test('when the card stands in Slack, what waits for its thread is due', async () => {
    const { store } = await openTestEngine(engine);
    const { id: incidentId } = await openIncidentExample(store);
    const reply = { channel: '#incidents', incidentId, threadOf: 'card/incident-1' };
    await store.recordContext(incidentId, contextExample, {
      messages: [
        { id: 'detail/incident-1', kind: 'detail', ...reply },
        { id: 'note/incident-1/a', kind: 'note', ...reply },
      ],
    });
    await store.recordShown('note/incident-1/a', { ...shown, ts: '2.0' });
    await drainDue(store);
    await store.recordShown('card/incident-1', shown);
    expect(await drainDue(store)).toEqual(['publish detail/incident-1']);
  });
});

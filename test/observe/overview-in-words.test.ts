import { expect, test } from 'vitest';
import type { Overview } from '../../src/model/overview.ts';
import type { Replica } from '../../src/model/replica.ts';
import { overviewInWords } from '../../src/observe/overview-in-words.ts';

const at = Date.parse('2026-03-01T03:14:07Z');
const replica = (changes: Partial<Replica>): Replica => ({
  id: 'aaaaaaaa-1',
  name: 'bot-a',
  version: '0.2.0',
  knownSchema: 5,
  startedAt: at - 7_200_000,
  seenAt: at - 1_000,
  parts: [
    { name: 'store', state: 'ok', detail: 'commits' },
    { name: 'slack', state: 'degraded', detail: 'Slack did not answer chat.update' },
  ],
  ...changes,
});
const overview: Overview = {
  at,
  schema: 5,
  replicas: [
    replica({}),
    replica({ id: 'bbbbbbbb-1', name: 'bot-b', version: '0.1.0', knownSchema: 4, parts: [] }),
    replica({ id: 'cccccccc-1', name: 'bot-c', seenAt: at - 40_000, parts: [] }),
  ],
  leases: [
    { owner: 'aaaaaaaa-1', kind: 'publish', count: 3, key: 'card/i1', until: at + 9_000 },
    { owner: 'dddddddd-1', kind: 'execute', count: 1, key: 'r1', until: at + 2_000 },
  ],
  queues: [
    { kind: 'close', count: 2, waiting: 0 },
    {
      kind: 'enrich',
      count: 1,
      waiting: 1,
      oldest: { key: 'i9', dueAt: at - 90_000, attempt: 4, problem: 'the API server is away' },
    },
    { kind: 'publish', count: 9, waiting: 6, oldest: { key: 'card/i2', dueAt: at - 5_000, attempt: 0 } },
  ],
  writer: { name: 'middlewatch on bot-b', since: at - 3_000 },
};

test('who runs, who holds what until when, and what waits longest', () => {
  expect(overviewInWords(overview, { id: 'aaaaaaaa-1' })).toEqual([
    "The store's clock says 2026-03-01T03:14:07.000Z; its schema is 5.",
    "The writer's turn has middlewatch on bot-b, for 3 seconds.",
    '',
    'Bots on this store:',
    '  bot-a (this one): version 0.2.0; knows schema 5; up for 1 hour; slack degraded (Slack did not answer chat.update)',
    '  bot-b: version 0.1.0; an older version, made for schema 4; up for 1 hour',
    '  bot-c: NOT HEARD for 40 seconds: counted as gone; version 0.2.0; knows schema 5; up for 1 hour',
    '',
    'Worked on now, until when without a sign of life:',
    '  bot-a: publish 3, first ends 03:14:16 UTC (card/i1)',
    '  a bot that is not listed [dddddd]: execute 1, first ends 03:14:09 UTC (r1)',
    '',
    'Work that is due:',
    '  close: 2; none waits',
    '  enrich: 1; 1 wait, the oldest for 1 minute',
    '  publish: 9; 6 wait, the oldest for 5 seconds',
    'Waiting longest: enrich i9, due for 1 minute, tried 4 times: the API server is away',
  ]);
});

test('two on one machine are told apart; nothing is said as nothing', () => {
  const two = [replica({}), replica({ id: 'bbbbbbbb-1', parts: [] })];
  const lines = overviewInWords(
    { at, schema: 5, replicas: two, leases: [], queues: [] },
    { id: 'bbbbbbbb-1' },
  );
  expect(lines.slice(3, 5)).toEqual([
    expect.stringMatching(/^ {2}bot-a \[aaaaaa\]: /),
    expect.stringMatching(/^ {2}bot-a \[bbbbbb\] \(this one\): /),
  ]);
  expect(lines.filter((line) => line === '  nothing')).toHaveLength(2);
});

import { expect, test } from 'vitest';
import { createNoteLogin } from '../../src/work/note-login.ts';
import { recordConfiguration } from '../../src/work/record-configuration.ts';
import { inputExample } from '../store/support/examples.ts';
import { openSqliteEngine } from '../store/support/test-store.ts';

const day = 24 * 60 * 60_000;

test('a start records what changed since the last one, once, whoever starts', async () => {
  const { store, clock } = openSqliteEngine();
  const start = async (config: object, name = 'a') =>
    recordConfiguration({ store, self: { name, version: '0.1.0' }, now: () => clock.now() }, config);
  const one = { policy: [{ actions: ['scale'], approve: { count: 2 } }] };
  const other = { policy: [{ actions: ['scale'], approve: { count: 1 } }] };
  expect(await Promise.all([start(one), start(one, 'b')])).toEqual(
    expect.arrayContaining(['recorded', 'known']),
  );
  expect(await start(one)).toBe('known');
  expect(await Promise.all([start(other), start(other, 'b')])).toEqual(
    expect.arrayContaining(['recorded', 'known']),
  );
  const records = (await store.listAudit({ limit: 9 })).toReversed();
  expect(records).toMatchObject([
    {
      kind: 'configured',
      actor: 'middlewatch',
      data: { before: null, changes: ['recorded for the first time'] },
    },
    { kind: 'configured', data: { version: '0.1.0', changes: ['policy[1].approve.count: 2 → 1'] } },
  ]);
  expect(records[1]?.data['before']).toBe(records[0]?.data['hash']);
});

test('a mapped identity is recorded once a day, and at once when its mapping changed', async () => {
  const { store, clock } = openSqliteEngine();
  let groups = ['sre'];
  const notes = () =>
    createNoteLogin({
      store,
      findPerson: (slackUser) =>
        slackUser === 'U_ANA' ? { slackUser, user: 'ana@example.com', groups } : undefined,
      now: () => clock.now(),
    });
  const [one, other] = [notes(), notes()];
  const input = inputExample({ team: 'T1', threadTs: '1.2' });
  for (const note of [one, one, other]) await note(input);
  await one(inputExample({ person: 'U_NOBODY' }));
  expect(await store.listAudit({ limit: 9 })).toMatchObject([
    {
      kind: 'login',
      actor: 'U_ANA',
      user: 'ana@example.com',
      data: { groups: ['sre'], via: 'command', channel: 'C1', team: 'T1', thread: '1.2' },
    },
  ]);
  groups = ['admin', 'sre'];
  for (const note of [other, one]) await note(input);
  clock.advance(day);
  for (const note of [other, one]) await note(input);
  expect((await store.listAudit({ limit: 9 })).map(({ data }) => data['mappedBefore'])).toEqual([
    undefined,
    'ana@example.com sre',
    undefined,
  ]);
});

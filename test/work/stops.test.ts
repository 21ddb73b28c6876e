import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseCommand } from '../../src/slack/grammar/parse-command.ts';
import { beginFreeze, endFreezes, stopLines } from '../../src/work/stops.ts';
import { inputExample } from '../store/support/examples.ts';
import { startActionWorld, type ActionWorld } from './support/action-world.ts';

let world: ActionWorld;
beforeEach(async () => {
  world = await startActionWorld();
  await world.deploy('1.4');
});
afterEach(async () => world.stop());

async function say(text: string, person = 'U01BO'): Promise<string> {
  const command = parseCommand(text);
  const input = inputExample({ id: `input-${text}`, person, command });
  const tools = {
    store: world.store,
    findPerson: (slackUser: string) => world.workTools.people.findPerson(slackUser),
    clusters: ['prod'],
    now: () => world.clock.now(),
  };
  if (command.verb === 'freeze') return (await beginFreeze(tools, input, command)).text;
  if (command.verb === 'unfreeze') return (await endFreezes(tools, input, command)).text;
  throw new Error(JSON.stringify(command));
}
const state = async (id: string) => (await world.store.loadRequest(id))?.state;
const carriedOut = () => world.mutations().filter(({ responseStatus }) => responseStatus === 200);
const kinds = async () => (await world.store.listAudit({ limit: 3 })).map(({ kind }) => kind);

test('a freeze refuses the approval and says who, why and until when; after it the same plan can be approved', async () => {
  const { handle, id } = await world.ask();
  await say('freeze 30m --cluster prod -n shop --reason "database <@U01EVE> migration"');
  const refused = await world.answer('U01DEE', handle, 'approve');
  expect(refused).toMatch(
    /^Nothing was changed: <@U01BO> froze all actions on namespace shop on prod, until <!date\^\d+\^/,
  );
  expect(refused).toContain('database U01EVE migration');
  expect(await state(id)).toBe('awaiting-approval');
  expect(await kinds()).toEqual(['refused', 'frozen', 'asked']);
  expect(await say('unfreeze -n shop')).toContain('Ended: <@U01BO> froze');
  expect(await world.answer('U01DEE', handle, 'approve')).toContain('it starts now');
});

test('a freeze after the approval refuses the call: nothing reaches the cluster', async () => {
  const { handle, id } = await world.ask();
  await world.answer('U01BO', handle, 'approve');
  await say('freeze --reason stop');
  await world.work();
  expect(world.mutations()).toEqual([]);
  expect(await world.store.loadRequest(id)).toMatchObject({
    state: 'failed',
    execution: {
      outcome: 'refused',
      message: expect.stringContaining('frozen after the approval') as string,
    },
  });
});

describe('a call that may have left when actions were stopped', () => {
  const busy = (): void => {
    const answer = { kind: 'error', status: 503 } as const;
    world.kubernetes.injectFault({ method: 'PATCH', path: /scale(?!.*dryRun)/, fault: answer, times: 1 });
  };
  const stops: readonly (readonly [string, () => Promise<void>, () => Promise<void>])[] = [
    [
      'a freeze',
      async () => {
        await say('freeze --reason stop');
      },
      async () => {
        await say('unfreeze');
      },
    ],
    [
      'read-only mode',
      async () => void (world.workTools.readOnly = true),
      async () => void (world.workTools.readOnly = false),
    ],
  ];

  test.each(stops)('%s: it is not sent again, though a look shows that nothing happened', async (_, stop) => {
    const { handle, id } = await world.ask();
    await world.answer('U01BO', handle, 'approve');
    busy();
    await world.work();
    await stop();
    for (let passed = 0; passed < 6; passed += 1) {
      world.clock.advance(61_000);
      await world.work();
    }
    expect(carriedOut()).toEqual([]);
    expect(await world.store.loadRequest(id)).toMatchObject({
      state: 'failed',
      execution: { outcome: 'refused', message: expect.stringContaining('nothing had happened') as string },
    });
  });

  test.each(stops)('%s that ends in time: it is sent then, once', async (_, stop, goOn) => {
    const { handle, id } = await world.ask();
    await world.answer('U01BO', handle, 'approve');
    busy();
    await world.work();
    await stop();
    world.clock.advance(61_000);
    await world.work();
    expect(carriedOut()).toEqual([]);
    await goOn();
    world.clock.advance(16_000);
    await world.work();
    expect(carriedOut()).toHaveLength(1);
    expect(await state(id)).toBe('verifying');
  });

  test('it is looked after meanwhile: what was done is found', async () => {
    const { handle, id } = await world.ask();
    await world.answer('U01BO', handle, 'approve');
    world.kubernetes.injectFault({
      method: 'PATCH',
      path: /scale(?!.*dryRun)/,
      fault: { kind: 'drop-answer' },
      times: 1,
    });
    await world.work();
    await say('freeze --reason stop');
    world.clock.advance(2_000);
    await world.work();
    expect(carriedOut()).toHaveLength(1);
    expect((await world.store.loadRequest(id))?.execution?.outcome).toBe('found-done');
  });
});

test('read-only: an approval counts for nothing', async () => {
  const { handle, id } = await world.ask();
  world.workTools.readOnly = true;
  expect(await world.answer('U01BO', handle, 'approve')).toContain('read-only mode');
  expect(await state(id)).toBe('awaiting-approval');
  expect(stopLines([], 'read-only')[0]).toContain('Read-only');
});

test.each([
  ['a freeze', async () => say('freeze --cluster prod --reason "database migration"'), 'frozen'],
  [
    'read-only mode',
    async () => {
      world.workTools.readOnly = true;
    },
    'read-only',
  ],
])('%s refuses what is asked, on the record, and makes no request', async (_, stop, reason) => {
  await stop();
  const { answer, id } = await world.ask();
  expect(answer?.text).toMatch(/^Nothing was changed: /);
  expect(await world.store.loadRequest(id)).toBeUndefined();
  expect((await world.store.listAudit({ limit: 1 }))[0]).toMatchObject({ kind: 'refused', data: { reason } });
});

test('read-only after the approval refuses the call: nothing reaches the cluster', async () => {
  const { handle, id } = await world.ask();
  await world.answer('U01BO', handle, 'approve');
  world.workTools.readOnly = true;
  await world.work();
  expect(world.mutations()).toEqual([]);
  expect(await world.store.loadRequest(id)).toMatchObject({
    state: 'failed',
    execution: { outcome: 'refused', message: expect.stringContaining('read-only mode') as string },
  });
});

test('who is not mapped, an unknown cluster and a freeze that does not run change nothing', async () => {
  expect(await say('freeze --reason x', 'U0NOBODY')).toContain('not mapped');
  expect(await say('freeze --cluster moon --reason x')).toContain('no cluster moon');
  expect(await say('unfreeze')).toContain('no such freeze');
  expect(await world.store.listFreezes()).toEqual([]);
});

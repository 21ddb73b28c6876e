import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDirectory } from '../../src/people/create-directory.ts';
import { unknownHandle } from '../../src/work/answer-request.ts';
import { people, startActionWorld, type ActionWorld } from './support/action-world.ts';

let world: ActionWorld;
beforeEach(async () => {
  world = await startActionWorld();
  await world.deploy('1.4');
});
afterEach(async () => world.stop());

const state = async (id: string) => (await world.store.loadRequest(id))?.state;
const lastRefusal = async () => {
  const [record] = await world.store.listAudit({ limit: 1 });
  return record?.kind === 'refused' ? record.data['reason'] : record?.kind;
};
/** The config, or Slack, says something else from now on. */
const remap = (changed: (entry: (typeof people)[number]) => (typeof people)[number] | undefined): void => {
  world.workTools.people = createDirectory(people.flatMap((entry) => changed(entry) ?? []));
};
const withoutBo = () => remap((entry) => (entry.slack === 'U01BO' ? undefined : entry));
const boInSupport = () =>
  remap((entry) => (entry.slack === 'U01BO' ? { ...entry, groups: ['support'] } : entry));

test.each([
  ['the person is mapped no more', withoutBo, 'not-mapped'],
  ['the person is in another group', boInSupport, 'not-entitled'],
])('a form or button sent after the rights changed: %s', async (_, change, reason) => {
  const { handle, id } = await world.ask();
  change();
  for (const verb of ['approve', 'deny', 'cancel'] as const) {
    expect(await world.answer('U01BO', handle, verb)).not.toMatch(/it starts now|Denied;|Cancelled;/);
    expect(await lastRefusal()).toBe(reason);
  }
  expect(await state(id)).toBe('awaiting-approval');
  expect((await world.store.loadRequest(id))?.approvals).toEqual([]);
});

test('who asked lost the right to ask: the approval of another starts nothing', async () => {
  const { handle, id } = await world.ask();
  remap((entry) => (entry.user === 'ana@example.com' ? { ...entry, groups: ['support'] } : entry));
  expect(await world.answer('U01BO', handle, 'approve')).toContain('Nothing was approved');
  expect(await state(id)).toBe('awaiting-approval');
  await world.work();
  expect(world.mutations()).toEqual([]);
});

test('a handle of somebody else gives nobody a right that they had not', async () => {
  const own = await world.ask(5);
  const others = await world.ask(6, { person: 'U01BO' });
  // Put into the form of another request, it is judged as what it names: Bo asked for that one himself.
  expect(await world.answer('U01BO', others.handle, 'approve')).toContain('somebody else approves it');
  expect(await world.answer('U01CY', own.handle, 'approve')).toContain('may not approve this');
  expect(await state(own.id)).toBe('awaiting-approval');
  expect(await state(others.id)).toBe('awaiting-approval');
});

test('handles that were guessed, cut, put together or meant for a statement belong to no request', async () => {
  const { handle, id } = await world.ask();
  for (const forged of [
    '',
    id,
    handle.slice(0, -1),
    `${handle}x`,
    `${handle} `,
    handle.toUpperCase(),
    `${handle}' OR '1'='1`,
    '%',
    '_'.repeat(handle.length),
    `${handle}\u0000`,
  ])
    for (const verb of ['approve', 'cancel'] as const)
      expect(await world.answer('U01BO', forged, verb), JSON.stringify(forged)).toBe(unknownHandle);
  expect(await state(id)).toBe('awaiting-approval');
});

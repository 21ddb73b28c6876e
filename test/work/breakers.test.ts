import { afterEach, expect, it } from 'vitest';
import { startActionWorld, type ActionWorld } from './support/action-world.ts';

let world: ActionWorld;
const start = async (breakers: ActionWorld['workTools']['breakers']): Promise<void> => {
  world = await startActionWorld({ tools: { ...(breakers !== undefined && { breakers }) } });
  await world.deploy('1.4');
};
afterEach(async () => world.stop());

const hour = 3_600_000;
/** Asked, approved and carried out; the verdict is what it is. */
const done = async (replicas: number, by = 'U01BO'): Promise<string> => {
  const { handle, id } = await world.ask(replicas);
  expect(await world.answer(by, handle, 'approve')).toContain('it starts now');
  await world.work();
  return id;
};

it('a person who had too many carried out is refused when asking and when it is approved', async () => {
  await start({ person: { executions: 2, withinMs: hour } });
  await done(4);
  const waiting = await world.ask(6);
  await done(5);
  const words =
    /ana@example\.com had 2 actions carried out within 1 hour.*Wait 1 hour, or let somebody else ask/;
  expect((await world.ask(7)).answer?.text).toMatch(words);
  expect(await world.answer('U01BO', waiting.handle, 'approve')).toMatch(/superseded|no longer fits/i);
  world.clock.advance(hour + 1);
  expect((await world.ask(7)).answer?.text).toContain('Planned');
});

it('is looked at again with the approval: what was asked for before counts too', async () => {
  await start(undefined);
  await done(4);
  const { handle, id } = await world.ask(5);
  world.workTools.breakers = { person: { executions: 1, withinMs: hour } };
  expect(await world.answer('U01BO', handle, 'approve')).toMatch(
    /^Nothing was approved\. ana@example\.com had 1 action carried out within 1 hour/,
  );
  expect((await world.store.loadRequest(id))?.state).toBe('awaiting-approval');
  expect((await world.store.listAudit({ limit: 1 }))[0]).toMatchObject({ data: { reason: 'breaker' } });
});

it('an object that was acted on too often wants somebody who took no part', async () => {
  await start({ object: { executions: 1, withinMs: hour } });
  await done(4);
  const { handle, id } = await world.ask(5);
  const words = /1 action was carried out on deploy\/checkout within 1 hour/;
  expect((await world.store.loadRequest(id))?.plan.warnings.join()).toMatch(words);
  expect(await world.answer('U01BO', handle, 'approve')).toMatch(
    /Nothing was approved\..*not ana@example\.com, bo@example\.com/,
  );
  expect((await world.store.loadRequest(id))?.approvals).toEqual([]);
  expect(await world.answer('U01DEE', handle, 'approve')).toContain('it starts now');
});

it('is refused at once when nobody is left who took no part', async () => {
  await start({ object: { executions: 2, withinMs: hour } });
  await done(4);
  await done(5, 'U01DEE');
  expect((await world.ask(6)).answer?.text).toMatch(/Nobody else who may approve it is mapped/);
});

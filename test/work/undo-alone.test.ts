import { afterEach, beforeEach, expect, it } from 'vitest';
import { startActionWorld, type ActionWorld } from './support/action-world.ts';

let world: ActionWorld;
beforeEach(async () => {
  world = await startActionWorld({ tools: { breakers: { object: { executions: 9, withinMs: 3_600_000 } } } });
  await world.deploy('1.4');
  world.workTools.policy = world.workTools.policy.map((rule) => ({
    ...rule,
    undo: 'one-click-when-worse' as const,
  }));
});
afterEach(async () => world.stop());

/** Ana's action, approved by Bo and carried out; then it is found to have made things worse. */
const worse = async (): Promise<string> => {
  const { handle, id } = await world.ask(5);
  await world.answer('U01BO', handle, 'approve');
  await world.work();
  const at = world.clock.now();
  await world.store.recordVerdict(id, { result: 'worse', sentence: 'more pods fail', at }, {});
  return (await world.store.loadRequest(id))?.execution?.id ?? '';
};
const undo = async (person: string, execution: string) => {
  const answer = await world.undo(person, execution);
  const [request] = await world.store.listRequests({ states: ['awaiting-approval'], limit: 1 });
  return { text: answer?.text ?? '', handle: request?.handle ?? '', id: request?.id ?? '' };
};

it('who asked for what made things worse undoes it by their own click', async () => {
  const { text, handle, id } = await undo('U02ANA', await worse());
  expect(text).toContain('for your click');
  expect(await world.answer('U01ANA', handle, 'approve')).toContain('it starts now');
  expect(await world.store.loadRequest(id)).toMatchObject({
    approvalsNeeded: 0,
    state: 'executing',
    plan: { title: 'Scale deploy/checkout in shop on prod from 5 to 3 replicas' },
  });
});

it('somebody else who undoes it needs a second person', async () => {
  const { handle, id } = await undo('U01DEE', await worse());
  expect((await world.store.loadRequest(id))?.approvalsNeeded).toBe(1);
  expect(await world.answer('U01DEE', handle, 'approve')).toContain('somebody else approves it');
});

it('when the ten minutes are over before the click, a second person is needed again', async () => {
  const { handle, id } = await undo('U01ANA', await worse());
  world.clock.advance(10 * 60_000);
  expect(await world.answer('U01ANA', handle, 'approve')).toContain('this needs 1 approval by group sre now');
  expect(await world.store.loadRequest(`${id}-again`)).toMatchObject({
    approvalsNeeded: 1,
    state: 'awaiting-approval',
  });
});

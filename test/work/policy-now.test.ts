import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { PolicyRule } from '../../src/approvals/policy-rule.ts';
import { createDirectory } from '../../src/people/create-directory.ts';
import { people, startActionWorld, type ActionWorld } from './support/action-world.ts';

/** One for all: each test asks for another number, and leaves nothing that is carried out. */
let world: ActionWorld;
let before: Pick<ActionWorld['workTools'], 'policy' | 'people'>;
let replicas = 4;
beforeAll(async () => {
  world = await startActionWorld();
  await world.deploy('1.4');
  before = { policy: world.workTools.policy, people: world.workTools.people };
});
beforeEach(() => {
  Object.assign(world.workTools, before);
  replicas += 1;
});
afterAll(async () => world.stop());

const load = async (id: string) => world.store.loadRequest(id);
const first = (): PolicyRule => {
  const [rule] = world.workTools.policy;
  if (rule === undefined) throw new Error('no rule');
  return rule;
};
/** As after a restart with another config. */
const changeRule = (changes: Partial<PolicyRule>): void => {
  world.workTools.policy = [{ ...first(), ...changes }];
};
const approve = async (handle: string) => world.answer('U01BO', handle, 'approve');

it('the hours are over: nothing counts, and the request waits on', async () => {
  const at = world.clock.now();
  const hour = new Date(at).toISOString().slice(11, 16);
  changeRule({ when: [{ days: ['mon-sun'], from: hour, to: '24:00', zone: 'UTC' }] });
  const { handle, id } = await world.ask(replicas);
  changeRule({ when: [{ days: ['mon-sun'], from: '00:00', to: hour, zone: 'UTC' }] });
  expect(await approve(handle)).toMatch(
    /^Nothing was approved\. No policy rule allows scale .* Rule 1 holds mon-sun/,
  );
  expect((await load(id))?.state).toBe('awaiting-approval');
  expect((await world.store.listAudit({ limit: 1 }))[0]).toMatchObject({
    kind: 'refused',
    data: { reason: 'not-allowed' },
  });
});

it('the asker lost the right, or the mapping: nothing counts', async () => {
  const { handle } = await world.ask(replicas);
  const without = (groups: string[]) =>
    createDirectory(people.map((one) => (one.user === 'ana@example.com' ? { ...one, groups } : one)));
  world.workTools.people = without(['support']);
  expect(await approve(handle)).toContain('Nothing was approved. ana@example.com may not ask for scale');
  world.workTools.people = createDirectory(people.filter(({ user }) => user !== 'ana@example.com'));
  expect(await approve(handle)).toContain('ana@example.com, who asked for this, may not act any more');
  // Mapped to somebody else, who might ask for it: it was not they who did.
  world.workTools.people = createDirectory(
    people.map((one) => (one.user === 'ana@example.com' ? { ...one, user: 'a.smith@example.com' } : one)),
  );
  expect(await approve(handle)).toContain('ana@example.com, who asked for this, may not act any more');
});

it('the approver lost the right: nothing counts, and nothing is used up', async () => {
  const { handle, id } = await world.ask(replicas);
  world.workTools.people = createDirectory(
    people.map((one) => (one.user === 'bo@example.com' ? { ...one, groups: [] } : one)),
  );
  expect(await approve(handle)).toContain('You (bo@example.com) may not approve this');
  expect(await load(id)).toMatchObject({ state: 'awaiting-approval', approvals: [] });
});

it.each([
  ['more approvals', { approve: { from: ['group:sre'], count: 2 } }, 'needs 2 approvals by group sre now', 2],
  [
    'other approvers',
    { approve: { from: ['user:dee@example.com'], count: 1 } },
    '1 approval by dee@example.com',
    1,
  ],
])('%s are needed now: a new request says so', async (_name, changes, words, needed) => {
  const { handle, id } = await world.ask(replicas);
  changeRule(changes);
  const answer = await approve(handle);
  expect(answer).toContain(words);
  expect(answer).toContain('A new plan waits');
  expect((await load(id))?.state).toBe('superseded');
  expect(await load(`${id}-again`)).toMatchObject({ state: 'awaiting-approval', approvalsNeeded: needed });
});

it('fewer are needed now: what was asked for holds', async () => {
  changeRule({ approve: { from: ['group:sre'], count: 2 } });
  const { handle } = await world.ask(replicas);
  changeRule({ approve: { from: ['group:sre'], count: 1 } });
  expect(await approve(handle)).toContain('1 of 2');
});

it('the groups of the asker changed: the new request acts with the new ones', async () => {
  const { handle, id } = await world.ask(replicas);
  world.workTools.people = createDirectory(
    people.map((one) => (one.user === 'ana@example.com' ? { ...one, groups: ['sre', 'support'] } : one)),
  );
  expect(await approve(handle)).toContain('The groups of ana@example.com');
  expect(await load(`${id}-again`)).toMatchObject({ askedByGroups: ['sre', 'support'] });
});

it('one click by the words of the policy is the click of who asked', async () => {
  changeRule({ approve: { from: ['group:sre'], count: 1, risk: 'one-click' } });
  const { handle, id, answer } = await world.ask(replicas);
  expect(answer?.text).toContain('for your click');
  expect(await load(id)).toMatchObject({ approvalsNeeded: 0 });
  expect(await world.answer('U01CY', handle, 'approve')).toContain('may not approve');
  expect(await world.answer('U02ANA', handle, 'approve')).toContain('it starts now');
});

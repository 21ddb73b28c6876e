import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BreakGlassRule } from '../../src/approvals/decide-break-glass.ts';
import type { Command } from '../../src/model/input.ts';
import { createAnswerRequest } from '../../src/work/answer-request.ts';
import { createBreakGlass } from '../../src/work/break-glass.ts';
import { createDebts } from '../../src/work/debts.ts';
import { createRequestAction } from '../../src/work/request-action.ts';
import { createRemind } from '../../src/work/remind.ts';
import { checkoutKey } from '../actions/support/shop-world.ts';
import { inputExample } from '../store/support/examples.ts';
import { startActionWorld, type ActionWorld } from './support/action-world.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const remind = { hours: { days: ['mon-sun'], from: '00:00', to: '24:00', zone: 'UTC' }, every: day };
const rule: BreakGlassRule = {
  actions: ['scale'],
  who: ['user:ana@example.com'],
  review: ['group:sre'],
  risk: 'medium',
  irreversible: false,
};

let world: ActionWorld;
const start = async (rules: readonly BreakGlassRule[] = [rule]): Promise<void> => {
  world = await startActionWorld({
    tools: { breakGlass: { rules, perHour: 1, expires: 5 * minute, remind } },
  });
  await world.deploy('1.4');
};
beforeEach(async () => start());
afterEach(async () => world.stop());

let count = 0;
const input = (person: string, via: 'modal' | 'command' = 'modal') =>
  inputExample({ id: `glass-${(count += 1)}`, person, via, team: 'T1', receivedAt: world.clock.now() });
const alone = async (person: string, handle: string, reason = 'nobody answers') => {
  const approve = createAnswerRequest(world.workTools);
  const breakGlass = createBreakGlass(world.workTools, async (one, name) => approve(one, name, 'approve'));
  return (await breakGlass(input(person), handle, reason))?.text;
};
/** `/mw break-glass scale deploy/checkout N --reason alone`, typed by Ana. */
const askAlone = async (replicas: number) => {
  const typed = input('U01ANA', 'command');
  const answer = await createRequestAction(world.workTools)({
    input: typed,
    command: { verb: 'scale', replicas },
    target: { cluster: 'prod', kind: 'Deployment', namespace: 'shop', name: 'checkout' },
    parameters: { replicas },
    incident: await world.snapshot(),
    breakGlass: { reason: 'alone' },
  });
  const request = await world.store.loadRequest(`r-${typed.id}`);
  return { text: answer?.text, handle: request?.handle ?? '' };
};
const debts = async (person: string, command: Extract<Command, { verb: 'debts' | 'review' }>) =>
  (
    await createDebts({
      store: world.store,
      findPerson: (user) => world.workTools.people.findPerson(user),
      now: () => world.clock.now(),
    })(input(person, 'command'), command)
  ).text;
const kinds = async () => (await world.store.listAudit({ limit: 20 })).map(({ kind }) => kind).reverse();

describe('somebody alone', () => {
  it('carries out their own plan by a typed reason, once; it is said aloud and owed', async () => {
    const { handle, id } = await world.ask();
    expect((await world.store.loadRequest(id))?.breakGlassOffered).toBe(true);
    expect(await world.answer('U01ANA', handle, 'approve')).toMatch(/^You asked for this/);
    expect(await alone('U01ANA', handle)).toMatch(/^It starts now, by you alone: this channel is told/);
    await world.work();
    expect((await world.store.loadRequest(id))?.state).toBe('verifying');
    expect(world.mutations().filter(({ responseStatus }) => responseStatus === 200)).toHaveLength(1);
    expect(await alone('U01ANA', handle)).not.toMatch(/^(Approved|It starts)/);
    expect(await kinds()).toEqual([
      'asked',
      'refused',
      'glass-permitted',
      'approved',
      'glass-broken',
      'intent',
      'outcome',
    ]);
    const [broken] = (await world.store.listAudit({ limit: 20 })).filter(
      ({ kind }) => kind === 'glass-broken',
    );
    expect(broken).toMatchObject({
      actor: 'U01ANA',
      user: 'ana@example.com',
      data: { reason: 'nobody answers', reviewers: ['group:sre'], via: 'modal', channel: 'C1', team: 'T1' },
    });
    const messages = await world.store.listMessages({ requestId: id });
    expect(messages.map(({ id: message, threadOf }) => [message, threadOf])).toContainEqual([
      `debt/${id}/broken`,
      undefined,
    ]);
    const timeline = await world.store.listTimeline(world.incident.id, 20);
    expect(timeline.map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/^Broke the glass: Scale .*: nobody answers$/),
    );
  });

  it('is only who asked, whichever of their accounts', async () => {
    const { handle, id } = await world.ask();
    for (const person of ['U01BO', 'U01CY', 'U09NOBODY'])
      expect(await alone(person, handle)).toMatch(/^Only who asked for this/);
    const request = await world.store.loadRequest(id);
    expect(request).toMatchObject({ state: 'awaiting-approval' });
    expect(request?.breakGlass).toBeUndefined();
    expect(await kinds()).toEqual(['asked', 'refused', 'refused', 'refused']);
    expect(await alone('U02ANA', handle)).toMatch(/^It starts now, by you alone/);
  });

  it('may not where no rule is for it, and the plan does not offer it', async () => {
    await world.stop();
    await start([]);
    const { handle, id } = await world.ask();
    expect((await world.store.loadRequest(id))?.breakGlassOffered).toBeUndefined();
    expect(await alone('U01ANA', handle)).toMatch(/^Break-glass is not set up here/);
    expect(await alone('U01ANA', 'forged')).toMatch(
      /^Nothing was changed: this button belongs to no request/,
    );
    expect(await alone('U01ANA', handle, '')).toMatch(/say why/);
    expect(world.mutations()).toEqual([]);
  });

  it('does it once an hour here, and then waits for others', async () => {
    const first = await world.ask(5);
    await alone('U01ANA', first.handle);
    await world.work();
    const second = await world.ask(6);
    expect(await alone('U01ANA', second.handle)).toMatch(/you broke the glass once within the last hour/);
    expect(await world.answer('U01BO', second.handle, 'approve')).not.toMatch(/^You/);
  });

  it('sees the plan go when the world moved on, and the new one is not theirs alone', async () => {
    const { handle, id } = await world.ask();
    world.kubernetes.change(
      checkoutKey,
      (deployment) => ((deployment['spec'] as { replicas: number }).replicas = 4),
    );
    expect(await alone('U01ANA', handle)).toMatch(/no longer fits/);
    expect((await world.store.loadRequest(id))?.state).toBe('superseded');
    expect((await world.store.loadRequest(`${id}-again`))?.breakGlass).toBeUndefined();
    expect(await world.store.listDebts({ limit: 9 })).toEqual([]);
  });

  it('where nobody could approve, there is a plan at all, and who reviews may approve it too', async () => {
    const policy = world.workTools.policy.map((one) => ({
      ...one,
      approve: { from: ['group:nobody'], count: 1 },
    }));
    Object.assign(world.workTools, { policy });
    const plain = await world.ask(5);
    expect(plain.answer?.text).toMatch(/nobody else is mapped/);
    for (const [replicas, person] of [
      [5, 'U01BO'],
      [6, 'U01ANA'],
    ] as const) {
      const asked = await askAlone(replicas);
      expect(asked.text).toMatch(/is yours until/);
      expect(await world.answer(person, asked.handle, 'approve')).toMatch(/^(Approved; it|It) starts now/);
      await world.work();
      await world.work();
    }
    expect((await world.store.listDebts({ limit: 9 })).map(({ owedBy }) => owedBy)).toEqual(['U01ANA']);
  });

  it('may not any more when the right was withdrawn between the permission and the click', async () => {
    const { handle, id } = await world.ask();
    const { breakGlass } = world.workTools;
    const request = await world.store.loadRequest(id);
    if (request === undefined) throw new Error('no request');
    await world.store.permitBreakGlass(
      {
        requestId: id,
        person: 'U01ANA',
        user: 'ana@example.com',
        reason: 'x',
        perHour: 9,
        reviewers: [],
        forMs: day,
      },
      {},
    );
    Object.assign(world.workTools, { breakGlass: { ...breakGlass, rules: [] } });
    expect(await world.answer('U01ANA', handle, 'approve')).toMatch(/^You asked for this/);
    expect((await world.store.loadRequest(id))?.state).toBe('awaiting-approval');
  });
});

describe('what is owed', () => {
  it('is listed, reviewed by a second person with a reason, and closed', async () => {
    expect(await debts('U01BO', { verb: 'debts' })).toMatch(/nothing waits/);
    const { handle } = await world.ask();
    await alone('U01ANA', handle);
    const review = { verb: 'review', debt: 1, verdict: 'ok', reason: 'it had to be' } as const;
    expect(await debts('U01BO', { verb: 'debts' })).toMatch(
      /^\*1 waits for a review\*.*\n• \*DEBT-1\* Scale/,
    );
    expect(await debts('U01ANA', review)).toMatch(/^You did this yourself/);
    expect(await debts('U02ANA', review)).toMatch(/^You did this yourself/);
    expect(await debts('U01CY', review)).toMatch(/may not review DEBT-1; those who may are group sre/);
    expect(await debts('U09NOBODY', review)).toMatch(/not mapped/);
    expect(await debts('U01BO', { ...review, debt: 2 })).toMatch(/There is no DEBT-2/);
    expect(await debts('U01BO', review)).toMatch(/^DEBT-1 is closed: it was right/);
    expect(await debts('U01DEE', { ...review, verdict: 'not-ok' })).toMatch(
      /was reviewed already by <@U01BO>/,
    );
    expect(await debts('U01BO', { verb: 'debts' })).toMatch(/^Nothing waits for a review.*\n.*it had to be/);
    expect((await kinds()).filter((kind) => kind === 'debt-reviewed')).toHaveLength(1);
  });

  it('is reminded of in its time, once, until it is reviewed', async () => {
    const { handle, id } = await world.ask();
    await alone('U01ANA', handle);
    const work = createRemind({ store: world.store, remind, now: () => world.clock.now() });
    const reminders = async () =>
      (await world.store.listMessages({ requestId: id })).filter(({ id: name }) =>
        name.includes('/reminder-'),
      ).length;
    expect(await work(id, 1)).toEqual({ againInMs: 60 * minute });
    world.clock.advance(60 * minute);
    const [one, other] = await Promise.all([work(id, 1), work(id, 1)]);
    expect([one, other]).toContainEqual({ againInMs: day });
    expect(await reminders()).toBe(1);
    world.clock.advance(day);
    expect(await work(id, 1)).toEqual({ againInMs: day });
    expect(await reminders()).toBe(2);
    await debts('U01BO', { verb: 'review', debt: 1, verdict: 'not-ok', reason: 'wake us' });
    world.clock.advance(day);
    expect(await work(id, 1)).toEqual({ done: true });
    expect(await reminders()).toBe(2);
  });
});

import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { readReasonMetadata, writeReasonMetadata } from '../../../src/slack/listen/reason-metadata.ts';
import { answerExample } from '../../store/support/examples.ts';
import { requestFixture } from '../support/incident-fixture.ts';
import { publishAll } from '../support/open-incident.ts';
import { startWorld, type SlackWorld } from '../support/slack-world.ts';

let world: SlackWorld;
const { handle } = requestFixture();
const ana = { person: 'U0ANA', user: requestFixture().askedByUser };
beforeAll(async () => {
  world = await startWorld();
  await world.workspace.waitFor(() => world.workspace.sockets.count > 0);
  const expiresAt = (await world.store.readClock()) + 3_600_000;
  const request = requestFixture({ channel: 'C0INCIDENTS', breakGlassOffered: true, expiresAt });
  delete request.incidentId;
  await world.store.createRequest(request, {
    messages: [{ id: 'plan/request-1', kind: 'plan', requestId: 'request-1', channel: 'C0INCIDENTS' }],
  });
  await publishAll(world);
});
afterAll(async () => world.stop());
beforeEach(() => world.inputs.splice(0));

const ben = () => world.workspace.person('ben');
const form = async (actionId: string) => {
  expect((await ben().press({ actionId })).outcome).toBe('acknowledged');
  return world.workspace.waitFor(() => ben().views()[0]);
};

it('Break glass opens at once, wants a reason, and is an input like a click', async () => {
  expect(JSON.stringify(await form('mw_break_glass'))).toContain(requestFixture().plan.title);
  expect(world.inputs).toEqual([]);
  expect(await ben().submitView({ reason: '   \n ' })).toMatchObject({ view: 'errors' });
  expect(await ben().submitView({ reason: 'nobody\nanswers' })).toMatchObject({ view: 'closed' });
  expect(world.inputs).toMatchObject([
    {
      person: 'U0BEN',
      via: 'modal',
      channel: 'C0INCIDENTS',
      command: { verb: 'break-glass', handle, reason: 'nobody answers' },
    },
  ]);
});

it('Review wants a verdict and a reason; what is over is a click, and is answered', async () => {
  const now = await world.store.readClock();
  const permit = { requestId: 'request-1', ...ana, reason: 'x', perHour: 2, reviewers: [], forMs: 60_000 };
  await world.store.permitBreakGlass(permit, {});
  const message = {
    id: 'debt/request-1/broken',
    kind: 'debt',
    channel: 'C0INCIDENTS',
    requestId: 'request-1',
  } as const;
  const { digest } = requestFixture().plan;
  const glass = { remindAt: now + 60_000, effects: { messages: [message] } };
  const broken = await world.store.answerRequest(answerExample(ana, { digest, glass }));
  expect(broken.outcome).toBe('executing');
  await publishAll(world);

  expect(JSON.stringify(await form('mw_review'))).toContain('DEBT-1');
  expect(await ben().submitView({ reason: 'it was right' })).toMatchObject({ view: 'errors' });
  expect(await ben().submitView({ verdict: 'not-ok', reason: 'wake me' })).toMatchObject({ view: 'closed' });
  expect(world.inputs).toMatchObject([
    { command: { verb: 'review', debt: 1, verdict: 'not-ok', reason: 'wake me' } },
  ]);

  await world.store.reviewDebt(
    'request-1',
    { person: 'U0BEN', user: 'ben@example.com', verdict: 'ok', reason: 'y' },
    {},
  );
  await ben().press({ actionId: 'mw_review' });
  await world.workspace.waitFor(() => world.inputs.length === 2);
  expect(world.inputs[1]?.command).toEqual({ verb: 'debts' });
  expect(ben().views()).toEqual([]);
});

it('reads back only what it wrote', () => {
  const metadata = { about: 'handle_1', channel: 'C0INCIDENTS', threadTs: '1700000000.000100' };
  expect(readReasonMetadata(writeReasonMetadata(metadata))).toEqual(metadata);
  for (const forged of [
    '',
    'handle_1',
    'null',
    '{}',
    JSON.stringify({ ...metadata, about: '../x' }),
    JSON.stringify({ ...metadata, channel: 'U0ANA' }),
    JSON.stringify({ ...metadata, threadTs: 'x' }),
    JSON.stringify({ ...metadata, verb: 'approve' }),
  ])
    expect(readReasonMetadata(forged), forged).toBeUndefined();
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { textOf } from '../../../src/drill/play/find-button.ts';
import type { Message } from '../../../src/drill/slack/message.ts';
import { requestFixture } from '../support/incident-fixture.ts';
import { carryOut } from '../support/carry-out.ts';
import { openIncident, publishAll } from '../support/open-incident.ts';
import { startWorld, type SlackWorld } from '../support/slack-world.ts';

let world: SlackWorld;
beforeEach(async () => {
  world = await startWorld();
  await world.workspace.waitFor(() => world.workspace.sockets.count > 0);
  await world.workspace.waitFor(() => world.workspace.calls('auth.test').length > 0);
  await openIncident(world.store);
  await publishAll(world);
});
afterEach(async () => world.stop());

const request = requestFixture({
  channel: '#incidents',
  askedAt: Date.now(),
  expiresAt: Date.now() + 900_000,
});
const want = async (id = 'request-1'): Promise<void> => {
  await world.store.createRequest(
    { ...request, id, handle: `handle-${id}` },
    {
      messages: [
        { id: `page/${id}/U0BEN`, kind: 'page', incidentId: 'incident-1', requestId: id, channel: 'U0BEN' },
        {
          id: `plan/${id}`,
          kind: 'plan',
          incidentId: 'incident-1',
          requestId: id,
          channel: '#incidents',
          threadOf: 'card/incident-1',
        },
      ],
    },
  );
  await publishAll(world);
};
const direct = (): readonly Message[] => {
  const opened = world.workspace.calls('conversations.open');
  const channel = (opened[0]?.response as { channel?: { id?: string } } | undefined)?.channel?.id;
  return channel === undefined ? [] : world.workspace.messages(channel);
};

describe('an approver who is paged', () => {
  it('gets one direct message with the essentials, a link, and the buttons of the same handle', async () => {
    await want();
    expect(direct()).toHaveLength(1);
    const [page] = direct();
    const text = textOf(page!);
    expect(text).toContain('Ana Ruiz asks for your approval');
    expect(text).toContain(request.plan.title);
    expect(text).toContain('will revert this');
    const [plan] = world.workspace
      .thread('C0INCIDENTS', world.workspace.messages('#incidents')[0]!.ts)
      .filter((message) => message.metadata?.event_payload['message'] === 'plan/request-1');
    expect(text).toContain(`/archives/C0INCIDENTS/p${plan!.ts.replace('.', '')}?thread_ts=`);
    expect(JSON.stringify(page!.blocks).match(/mw_\w+/g)).toEqual(['mw_approve', 'mw_deny']);
    await world.workspace
      .person('ben')
      .press({ message: page!, channel: page!.channel, actionId: 'mw_approve' });
    expect(world.inputs.at(-1)).toMatchObject({
      person: 'U0BEN',
      command: { verb: 'approve', handle: 'handle-request-1' },
    });
  });

  it('sees there what became of it, once, without buttons', async () => {
    await want();
    await world.store.endRequest('request-1', 'cancelled', 'Cancelled by ana@example.com.', {});
    await publishAll(world);
    expect(direct()).toHaveLength(1);
    expect(textOf(direct()[0]!)).toMatch(/Cancelled/);
    expect(JSON.stringify(direct()[0]!.blocks)).not.toContain('action_id');
  });

  it('sees who approved it', async () => {
    await want();
    await carryOut(world.store, { ...request, id: 'request-1' });
    await publishAll(world);
    expect(textOf(direct()[0]!)).toMatch(/Approved by Ben Okafor\. .*Done/);
  });

  it('is not written to after the end', async () => {
    await world.store.createRequest(request, {
      messages: [
        { id: 'page/request-1/U0BEN', kind: 'page', requestId: 'request-1', channel: 'U0BEN' },
        { id: 'plan/request-1', kind: 'plan', requestId: 'request-1', channel: '#incidents' },
      ],
    });
    await world.store.endRequest('request-1', 'cancelled', 'Cancelled.', {});
    await publishAll(world);
    expect(direct()).toEqual([]);
  });

  it('whom Slack does not let us write to costs one try', async () => {
    world.workspace.fault({ method: 'conversations.open', kind: 'error', error: 'missing_scope', times: 99 });
    await want();
    expect(world.workspace.calls('conversations.open').length).toBeLessThanOrEqual(2);
    expect(await world.store.loadMessage('page/request-1/U0BEN')).toMatchObject({ state: 'failed' });
  });
});

it('a superseded plan says what moved and links to the one that took its place', async () => {
  await want();
  await want('request-1-again');
  await world.store.endRequest(
    'request-1',
    'superseded',
    'deploy/checkout had 3 replicas and has 4 now.',
    {},
  );
  await publishAll(world);
  const replies = world.workspace.thread('C0INCIDENTS', world.workspace.messages('#incidents')[0]!.ts);
  const find = (id: string) => replies.find((one) => one.metadata?.event_payload['message'] === id)!;
  const next = find('plan/request-1-again');
  expect(textOf(find('plan/request-1'))).toMatch(/and has 4 now\. Nothing was changed\. <.*\|The new plan>/);
  expect(textOf(find('plan/request-1'))).toContain(`p${next.ts.replace('.', '')}`);
});

it('what happened meanwhile stands on the plan', async () => {
  await want();
  await world.store.answerRequest({
    requestId: 'request-1',
    digest: request.plan.digest,
    approval: { person: 'U0BEN', user: 'ben@example.com', answer: 'approve', at: 1 },
    executionId: 'x1',
    effects: {},
    intent: { at: 1, kind: 'intent', actor: 'middlewatch', data: {} },
    executingTimeline: [],
    news: { facts: [{ fact: 'resolved/1', words: 'INC-1 was resolved by itself' }], clickedAt: 0 },
  });
  await publishAll(world);
  expect(textOf(direct()[0]!)).toContain('Meanwhile INC-1 was resolved by itself');
  expect(JSON.stringify(direct()[0]!.blocks)).toContain('mw_approve');
});

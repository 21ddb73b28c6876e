import { afterEach, beforeEach, expect, it } from 'vitest';
import { readDenyMetadata, writeDenyMetadata } from '../../../src/slack/listen/deny-metadata.ts';
import { requestFixture } from '../support/incident-fixture.ts';
import { publishAll } from '../support/open-incident.ts';
import { startWorld, type SlackWorld } from '../support/slack-world.ts';

let world: SlackWorld;
beforeEach(async () => {
  world = await startWorld();
  await world.workspace.waitFor(() => world.workspace.sockets.count > 0);
  const request = requestFixture({ channel: 'C0INCIDENTS' });
  delete request.incidentId;
  await world.store.createRequest(request, {
    messages: [{ id: 'plan/request-1', kind: 'plan', requestId: 'request-1', channel: 'C0INCIDENTS' }],
  });
  await publishAll(world);
});
afterEach(async () => world.stop());

const ben = () => world.workspace.person('ben');

it('opens at once, wants a reason, and is an input like a click', async () => {
  const { handle, plan } = requestFixture();
  expect((await ben().press({ actionId: 'mw_deny' })).outcome).toBe('acknowledged');
  const view = await world.workspace.waitFor(() => ben().views()[0]);
  expect(JSON.stringify(view)).toContain(plan.title);
  expect(world.inputs).toEqual([]);
  expect(await ben().submitView({ reason: '   \n ' })).toMatchObject({ view: 'errors' });
  expect(await ben().submitView({ reason: 'the pool is\nhalf full' })).toMatchObject({ view: 'closed' });
  expect(world.inputs).toMatchObject([
    {
      person: 'U0BEN',
      via: 'modal',
      channel: 'C0INCIDENTS',
      command: { verb: 'deny', handle, reason: 'the pool is half full' },
    },
  ]);
});

it('does not open for what has ended: that is a click, and is answered', async () => {
  await world.store.endRequest('request-1', 'cancelled', 'Cancelled.', {});
  await ben().press({ actionId: 'mw_deny' });
  await world.workspace.waitFor(() => world.inputs.length === 1);
  expect(world.inputs[0]?.command).toEqual({ verb: 'deny', handle: requestFixture().handle });
  expect(ben().views()).toEqual([]);
});

it('that Slack does not open is said in words, with the other way', async () => {
  world.workspace.fault({ method: 'views.open', kind: 'error', error: 'expired_trigger_id', times: 9 });
  await ben().press({ actionId: 'mw_deny' });
  const [told] = await world.workspace.waitFor(() =>
    ben().ephemerals().length > 0 ? ben().ephemerals() : undefined,
  );
  expect(told?.text).toContain('Nothing was denied');
  expect(told?.text).toContain('@middlewatch deny');
});

it('reads back only what it wrote', () => {
  const metadata = { handle: 'handle_1', channel: 'C0INCIDENTS', threadTs: '1700000000.000100' };
  expect(readDenyMetadata(writeDenyMetadata(metadata))).toEqual(metadata);
  for (const text of [
    '',
    'handle_1',
    '{}',
    '[]',
    'null',
    JSON.stringify({ ...metadata, handle: 'a b' }),
    JSON.stringify({ ...metadata, channel: '<!channel>' }),
    JSON.stringify({ ...metadata, person: 'U0ANA' }),
    JSON.stringify({ ...metadata, threadTs: 5 }),
  ])
    expect(readDenyMetadata(text)).toBeUndefined();
});

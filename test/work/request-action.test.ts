import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRequestAction } from '../../src/work/request-action.ts';
import { checkout } from '../actions/support/shop-world.ts';
import { inputExample } from '../store/support/examples.ts';
import { startActionWorld, type ActionWorld } from './support/action-world.ts';

let world: ActionWorld;
beforeEach(async () => {
  world = await startActionWorld();
  await world.deploy('1.4');
});
afterEach(async () => world.stop());

const refusals = async () =>
  (await world.store.listAudit({ limit: 50 })).filter(({ kind }) => kind === 'refused');

describe('asking for an action', () => {
  it('plans it, puts the plan into the thread, says so to the asker, and changes nothing', async () => {
    const { answer, id } = await world.ask();
    expect(answer?.text).toBe(
      'Planned, nothing changed yet: Scale deploy/checkout in shop on prod from 3 to 5 replicas. The plan waits in the thread of INC-1 for group sre.',
    );
    expect(await world.store.loadRequest(id)).toMatchObject({
      state: 'awaiting-approval',
      askedBy: 'U01ANA',
      askedByUser: 'ana@example.com',
      approvalsNeeded: 1,
      approvers: ['group:sre'],
      expiresAt: world.clock.now() + 900_000,
    });
    expect(await world.store.loadMessage(`plan/${id}`)).toMatchObject({
      kind: 'plan',
      channel: 'C1',
      threadOf: 'card/incident-1',
      requestId: id,
    });
    const [asked] = await world.store.listAudit({ limit: 1 });
    expect(asked).toMatchObject({ kind: 'asked', actor: 'U01ANA', user: 'ana@example.com', requestId: id });
    const timeline = await world.store.listTimeline('incident-1', 10);
    expect(timeline.map(({ kind }) => kind)).toContain('action-asked');
    expect(world.mutations()).toEqual([]);
  });

  it('shows the plan as a root message when there is no incident', async () => {
    const input = inputExample({ id: 'alone', person: 'U01ANA', channel: 'C7' });
    const answer = await createRequestAction(world.workTools)({
      input,
      command: { verb: 'scale' },
      target: checkout,
      parameters: { replicas: 4 },
      incident: undefined,
    });
    expect(answer).toBeUndefined();
    const message = await world.store.loadMessage('plan/r-alone');
    expect(message).toMatchObject({ channel: 'C7' });
    expect(message).not.toHaveProperty('threadOf');
  });

  it('makes one request of one input, however often it is worked on', async () => {
    const first = await world.ask(5, { id: 'same' });
    const second = await world.ask(5, { id: 'same' });
    expect(second).toEqual(first);
    expect(await world.store.listRequests({ limit: 10 })).toHaveLength(1);
  });

  it('makes one request of two people who press the same button', async () => {
    await world.ask();
    const { answer } = await world.ask(5, { person: 'U01BO' });
    expect(answer?.text).toContain(
      '<@U01ANA> asked for exactly this already; it waits for approval in the thread of INC-1',
    );
    expect(await world.store.listRequests({ limit: 10 })).toHaveLength(1);
  });

  it('warns when the incident is resolved already', async () => {
    const { incident } = await world.snapshot();
    await world.store.changeIncident(
      { ...incident, state: 'resolved', stateSince: world.clock.now() - 180_000 },
      {},
    );
    const { id } = await world.ask();
    expect((await world.store.loadRequest(id))?.plan.warnings[0]).toBe(
      'INC-1 was resolved 3 minutes ago: check that this is still needed.',
    );
  });

  it.each([
    [
      'who is not mapped',
      { person: 'U0NOBODY' },
      {},
      5,
      'not-mapped',
      'You are not mapped to a Kubernetes user',
    ],
    [
      'who is not entitled',
      { person: 'U01CY' },
      {},
      5,
      'not-entitled',
      'You (cy@example.com) may not ask for scale',
    ],
    [
      'where no rule is',
      {},
      { namespace: 'billing' },
      5,
      'no-rule',
      'No policy rule allows scale for namespace billing on prod',
    ],
    [
      'what is not there',
      {},
      { name: 'chekout' },
      5,
      'not-found',
      'There is no deploy/chekout in shop on prod',
    ],
    ['what is so already', {}, {}, 3, 'already-so', 'has 3 pods already'],
    [
      'a cluster that is not in the config',
      {},
      { cluster: 'moon' },
      5,
      'unknown-cluster',
      'There is no cluster moon in the config. It knows: prod.',
    ],
  ])('refuses %s, in words, on the record', async (_name, input, target, replicas, reason, message) => {
    const answer = await createRequestAction(world.workTools)({
      input: inputExample({ person: 'U01ANA', ...input }),
      command: { verb: 'scale' },
      target: { ...checkout, ...target },
      parameters: { replicas },
      incident: await world.snapshot(),
    });
    expect(answer?.text).toContain(message);
    expect(await refusals()).toMatchObject([{ data: { reason } }]);
    expect(await world.store.listRequests({ limit: 10 })).toEqual([]);
    expect(world.mutations()).toEqual([]);
  });

  it('refuses while the API server is away, in words', async () => {
    world.kubernetes.injectFault({ path: /deployments/, fault: { kind: 'error', status: 503 } });
    const { answer } = await world.ask();
    expect(answer?.text).toContain('Nothing was changed. Try again in a moment.');
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { makePlan } from '../../src/actions/make-plan.ts';
import type { RbacRule } from '../../src/drill/kubernetes/rbac-rule.ts';
import { toolsOf } from '../../src/work/action-tools.ts';
import { checkout } from '../actions/support/shop-world.ts';
import { startActionWorld, type ActionWorld } from './support/action-world.ts';

let world: ActionWorld;
afterEach(async () => world.stop());

const bot = { users: ['middlewatch'] };
const read: RbacRule = { ...bot, verbs: ['get', 'list'], apiGroups: ['*'], resources: ['*'] };
const impersonate: RbacRule[] = [
  {
    ...bot,
    verbs: ['impersonate'],
    apiGroups: [''],
    resources: ['users'],
    resourceNames: ['ana@example.com'],
  },
  { ...bot, verbs: ['impersonate'], apiGroups: [''], resources: ['groups'], resourceNames: ['sre'] },
  {
    ...bot,
    verbs: ['impersonate'],
    apiGroups: ['authentication.k8s.io'],
    resources: ['userextras/middlewatch-incident', 'userextras/middlewatch-slack-user'],
  },
];
const sreReads: RbacRule = { groups: ['sre'], verbs: ['get', 'list'], apiGroups: ['*'], resources: ['*'] };
const sreScales: RbacRule = {
  groups: ['sre'],
  verbs: ['patch'],
  apiGroups: ['apps'],
  resources: ['deployments/scale'],
};

async function start(rbac: RbacRule[]): Promise<void> {
  world = await startActionWorld({ impersonate: true, kubernetes: { rbac } });
  await world.deploy('1.4');
}

describe('with impersonation', () => {
  it('plans and acts under the name of who asked, with incident and Slack user beside it', async () => {
    await start([read, ...impersonate, sreReads, sreScales]);
    const { handle, answer } = await world.ask();
    expect(answer?.text).toContain('Planned');
    await world.answer('U01BO', handle, 'approve');
    await world.work();
    const patches = world.kubernetes.requests().filter(({ verb }) => verb === 'patch');
    expect(patches.filter(({ dryRun }) => !dryRun)).toHaveLength(1);
    for (const patch of patches) {
      expect(patch.user).toBe('middlewatch');
      expect(patch.impersonatedUser).toMatchObject({
        username: 'ana@example.com',
        groups: expect.arrayContaining(['sre']),
        extra: {
          'middlewatch-incident': ['incident-1'],
          'middlewatch-slack-user': ['U01ANA'],
        },
      });
    }
  });

  it("lets the asker's rights decide: the plan is refused before anything is tried, in words", async () => {
    await start([read, ...impersonate, sreReads]);
    const { answer } = await world.ask();
    expect(answer?.text).toContain(
      'ana@example.com may not patch deployments/scale.apps checkout in shop on prod:',
    );
    expect(answer?.text).toContain('no role of theirs has the rule "patch deployments/scale.apps"');
    expect(world.kubernetes.requests().filter(({ verb }) => verb === 'patch')).toEqual([]);
    expect(world.mutations()).toEqual([]);
  });

  it('no name smuggles another identity or object in', async () => {
    await start([read, ...impersonate, sreReads, sreScales]);
    const before = world.kubernetes.requests().length;
    // Names come from labels of alerts, that is from whoever may send one.
    for (const name of [
      'checkout\r\nImpersonate-User: root',
      'checkout\nImpersonate-Group: system:masters',
      'checkout HTTP/1.1\r\nHost: x\r\n\r\nDELETE /api/v1/namespaces/shop',
      '../../../../api/v1/nodes/node-1',
      'checkout%2f..%2fcart',
      'checkout?impersonate-user=root',
    ]) {
      const asker = {
        askedBy: 'U01ANA',
        askedByUser: 'ana@example.com',
        askedByGroups: ['sre'],
        incidentId: name,
      };
      const tools = toolsOf(world.workTools, 'prod', asker);
      if (tools === undefined) throw new Error('there is no such cluster');
      for (const target of [
        { ...checkout, name },
        { ...checkout, namespace: name },
      ])
        expect(await makePlan(tools, { action: 'scale', target, replicas: 3 })).toMatchObject({
          refused: true,
        });
    }
    for (const request of world.kubernetes.requests().slice(before)) {
      expect(request.impersonatedUser?.username).toBe('ana@example.com');
      expect(request.impersonatedUser?.groups).not.toContain('system:masters');
      expect(request.method).toBe('GET');
      expect(request.uri).not.toContain('/nodes');
    }
  });
});

import { afterEach, expect, it } from 'vitest';
import type { RbacRule } from '../../src/drill/kubernetes/rbac-rule.ts';
import { modalInputs } from '../../src/slack/action-ids.ts';
import { moreModal } from '../../src/slack/views/more-modal.ts';
import { lackingRights, quicklyLacking } from '../../src/work/lacking-rights.ts';
import { createReportRights } from '../../src/work/report-rights.ts';
import { inputExample } from '../store/support/examples.ts';
import { startActionWorld, type ActionWorld } from './support/action-world.ts';

let world: ActionWorld;
afterEach(async () => world.stop());

const bot = { users: ['middlewatch'] };
const ownRights: RbacRule[] = [
  { ...bot, verbs: ['get', 'list'], apiGroups: ['*'], resources: ['*'] },
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
const sreScales: RbacRule = {
  groups: ['sre'],
  verbs: ['patch'],
  apiGroups: ['apps'],
  resources: ['deployments/scale'],
  namespaces: ['shop'],
};

const start = async (impersonate: boolean, rbac: RbacRule[]): Promise<void> => {
  world = await startActionWorld({ impersonate, kubernetes: { rbac } });
  await world.deploy('1.4');
};

it('says before anything is pressed what Kubernetes would refuse the person', async () => {
  await start(true, [...ownRights, sreScales]);
  const before = world.kubernetes.requests().length;
  const lacking = await lackingRights(world.workTools, 'U01ANA', await world.snapshot());
  expect(lacking).toMatchObject({ whose: 'person', partly: false });
  expect(lacking?.actions.has('scale')).toBe(false);
  expect(lacking?.actions.get('rollback')).toEqual([{ rule: 'patch deployments.apps', namespace: 'shop' }]);
  expect(lacking?.actions.get('cordon')).toEqual([{ rule: 'patch nodes' }]);
  expect(lacking?.actions.get('evict-pod')).toEqual([{ rule: 'create pods/eviction', namespace: 'shop' }]);
  // Evictions need their right where the node's pods are, which only a plan knows.
  expect(lacking?.actions.get('drain')).toEqual([{ rule: 'patch nodes' }]);
  const asked = world.kubernetes.requests().slice(before);
  expect(new Set(asked.map(({ resource }) => resource))).toEqual(new Set(['selfsubjectaccessreviews']));
  expect(new Set(asked.map(({ impersonatedUser }) => impersonatedUser?.username))).toEqual(
    new Set(['ana@example.com']),
  );

  const view = moreModal({ for: 'incident', snapshot: await world.snapshot() }, lacking);
  const input = view.blocks.find(({ block_id: id }) => id === modalInputs.what);
  const options = JSON.stringify(input);
  expect(options).toContain('✗ Roll back');
  expect(options).toContain('You may not: no rule patch deployments.apps in shop');
  expect(options).not.toContain('✗ Scale');
  expect(JSON.stringify(view.blocks)).toContain(
    'on prod; each says which rule is missing. `middlewatch rbac` prints',
  );

  const can = createReportRights(world.workTools);
  const { text } = await can(inputExample({ person: 'U01ANA' }), await world.snapshot());
  expect(text).toContain('Here you are *ana@example.com*, in sre.');
  expect(text).toMatch(/You may ask for: `scale`\./);
  expect(text).toContain(
    'Not `rollback`: Kubernetes gives you no rule "patch deployments.apps" in shop on prod',
  );
  expect(text).toContain('`middlewatch rbac` prints the roles that have these rules.');
  expect(text).toMatch(/No policy rule offers the other \d+ actions here/);
  const { text: support } = await can(inputExample({ person: 'U01CY' }), await world.snapshot());
  expect(support).toContain('You may ask for: nothing.');
  expect(support).toContain('rule 1 of the policy asks for group sre');
});

it('without impersonation the rights of the bot are looked at; nobody is asked about who is not mapped', async () => {
  await start(false, [
    ...ownRights,
    { ...bot, verbs: ['patch'], apiGroups: ['apps'], resources: ['deployments'] },
  ]);
  const lacking = await lackingRights(world.workTools, 'U01ANA', await world.snapshot());
  expect(lacking?.whose).toBe('bot');
  expect(lacking?.actions.has('rollback')).toBe(false);
  expect(lacking?.actions.get('scale')).toEqual([
    { rule: 'patch deployments/scale.apps', namespace: 'shop' },
  ]);
  expect(await lackingRights(world.workTools, 'U0NOBODY', await world.snapshot())).toBeUndefined();
});

it('whom the bot may not act as may nothing through it, and the rule that is missing is named', async () => {
  await start(true, [...ownRights, sreScales]);
  const lacking = await lackingRights(world.workTools, 'U01BO', await world.snapshot());
  expect(lacking?.actions.get('scale')).toEqual([{ rule: 'impersonate users' }]);
});

it('an API server that is silent marks nothing and holds no form up', async () => {
  await start(true, [...ownRights, sreScales]);
  world.kubernetes.injectFault({ path: /selfsubjectaccessreviews/, fault: { kind: 'hang' } });
  const since = performance.now();
  expect((await quicklyLacking(world.workTools, 'U01ANA', await world.snapshot()))?.actions.size ?? 0).toBe(
    0,
  );
  expect(performance.now() - since).toBeLessThan(3_000);
});

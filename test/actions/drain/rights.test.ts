import { afterEach, expect, it } from 'vitest';
import { isRefusal, type ActionTools } from '../../../src/actions/action.ts';
import { makePlan } from '../../../src/actions/make-plan.ts';
import type { RbacRule } from '../../../src/drill/kubernetes/rbac-rule.ts';
import { planOf } from '../support/plan-of.ts';
import { startShopWorld, type ShopWorld } from '../support/shop-world.ts';
import { drain } from './drain-world.ts';

let world: ShopWorld;
afterEach(async () => world.stop());

const ana = { users: ['ana@example.com'] };
const bot = { users: ['middlewatch'] };
const evicts = { ...ana, verbs: ['create'], apiGroups: [''], resources: ['pods/eviction'] };

const reads = { ...ana, verbs: ['get', 'list'], apiGroups: ['*'], resources: ['*'] };

const start = async (rights: RbacRule[], looks: RbacRule[] = [reads]): Promise<ActionTools> => {
  world = await startShopWorld({
    rbac: [
      { ...bot, verbs: ['impersonate'], apiGroups: ['*'], resources: ['*'] },
      ...looks,
      { ...ana, verbs: ['patch'], apiGroups: [''], resources: ['nodes'] },
      ...rights,
    ],
  });
  await world.deploy('1.4');
  return { ...world.tools, identity: { user: 'ana@example.com', groups: [], extra: {} } };
};

it('who may evict where the pods of the node are may drain it, without that right elsewhere', async () => {
  const plan = await planOf(await start([{ ...evicts, namespaces: ['shop'] }]), drain);
  expect(plan.dryRun.accepted).toBe(true);
});

it('who may not evict there is told the rule and the namespace', async () => {
  const refused = await makePlan(await start([{ ...evicts, namespaces: ['billing'] }]), drain);
  if (!isRefusal(refused)) throw new Error('planned');
  expect(refused.reason).toBe('forbidden');
  expect(refused.message).toMatch(
    /may not create pods\/eviction .* in shop on prod: .*"create pods\/eviction"/,
  );
});

it('budgets are looked at where the pods are; a DaemonSet elsewhere that nobody may look at is said', async () => {
  const tools = await start(
    [{ ...evicts, namespaces: ['shop'] }],
    [
      { ...reads, apiGroups: [''], resources: ['pods', 'nodes'] },
      { ...reads, namespaces: ['shop'] },
    ],
  );
  world.kubernetes.apply({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'logger-x',
      namespace: 'default',
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'logger', uid: 'u-1', controller: true },
      ],
    },
    spec: { nodeName: 'node-1', containers: [{ name: 'app', image: 'x:1' }] },
  });
  const { warnings } = await planOf(tools, drain);
  expect(warnings.join('\n')).not.toContain('How much room the disruption budgets leave is not known');
  expect(warnings.join('\n')).toMatch(/Planned without it: .*may not get daemonsets.apps logger in default/);
});

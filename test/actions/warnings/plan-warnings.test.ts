import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planWarnings } from '../../../src/actions/warnings/plan-warnings.ts';
import type { TouchedPods } from '../../../src/actions/warnings/touched.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { startShopWorld, type ShopWorld } from '../support/shop-world.ts';

let world: ShopWorld;
beforeAll(async () => {
  world = await startShopWorld();
});
afterAll(async () => world.stop());

const template = (resources: JsonObject = {}): JsonObject => ({
  metadata: { labels: { app: 'checkout' } },
  spec: { containers: [{ name: 'app', image: 'shop/checkout:1', resources }] },
});
const more: TouchedPods = { template: template(), before: 2, after: 5, stay: 'as-they-are' };
const ask = async (pods: TouchedPods, tools = world.tools): Promise<string[]> =>
  planWarnings(tools, { namespace: 'shop' }, { pods });
const apply = (kind: string, name: string, spec: object, apiVersion = 'v1'): void => {
  world.kubernetes.apply({ apiVersion, kind, metadata: { name, namespace: 'shop' }, spec });
};

describe('the warnings that plans share', () => {
  it('is silent where nothing will refuse the new pods', async () => {
    expect(await ask(more)).toEqual([]);
    expect(await planWarnings(world.tools, { namespace: 'shop' }, undefined)).toEqual([]);
  });

  it('counts what a quota has left, after a LimitRange has filled in what the template leaves out', async () => {
    apply('ResourceQuota', 'team', { hard: { 'requests.cpu': '1', pods: '4' } });
    await expect
      .poll(
        () =>
          world.kubernetes.read({ resource: 'resourcequotas', namespace: 'shop', name: 'team' })?.['status'],
      )
      .toMatchObject({ used: { pods: '0' } });
    expect((await ask(more)).join()).toContain('it wants requests.cpu on every container, and app has none');
    apply('LimitRange', 'usual', {
      limits: [
        { type: 'Container', default: { cpu: '1' }, defaultRequest: { cpu: '400m' }, max: { cpu: '2' } },
      ],
    });
    expect(await ask(more)).toEqual([
      'Quota team: requests.cpu 0 of 1 used, each pod takes 400m: only 2 of the 3 new pods fit.',
    ]);
    expect(await ask({ ...more, after: 4 })).toEqual([]);
    expect(await ask({ ...more, template: template({ limits: { cpu: '3' } }), after: 3 })).toEqual([
      expect.stringContaining('none of the 1 new pods fit'),
      'A LimitRange will refuse the new pods: app may have 2 cpu at most (usual), not 3.',
    ]);
    // Fewer pods ask nobody.
    expect(await ask({ ...more, after: 0 })).toEqual([]);
    world.kubernetes.delete({ resource: 'resourcequotas', namespace: 'shop', name: 'team' });
    world.kubernetes.delete({ resource: 'limitranges', namespace: 'shop', name: 'usual' });
  });

  it('judges the template by the level that the namespace enforces', async () => {
    const enforce = (level: string): void => {
      world.kubernetes.change({ resource: 'namespaces', name: 'shop' }, (one) => {
        one.metadata.labels = { ...one.metadata.labels, 'pod-security.kubernetes.io/enforce': level };
      });
    };
    enforce('baseline');
    expect(await ask(more)).toEqual([]);
    enforce('restricted');
    expect(await ask(more)).toEqual([
      'Pod Security (restricted, enforced in shop) will refuse the new pods: app: allowPrivilegeEscalation is not false; app: runAsNonRoot is not true; app: seccompProfile is not RuntimeDefault; app: capabilities are not dropped (ALL).',
    ]);
    enforce('privileged');
  });

  it('tells what a budget wants where fewer pods stay, and what more pods cost by the prices of the config', async () => {
    apply(
      'PodDisruptionBudget',
      'checkout',
      { minAvailable: 2, selector: { matchLabels: { app: 'checkout' } } },
      'policy/v1',
    );
    expect((await ask({ ...more, before: 3, after: 1 })).join()).toContain(
      'pdb/checkout wants 2 healthy pods, and 1 stay',
    );
    expect(await ask({ ...more, before: 3, after: 2 })).toEqual([]);
    world.kubernetes.delete({ resource: 'poddisruptionbudgets.policy', namespace: 'shop', name: 'checkout' });

    const prices = { cpuHour: 0.04, memoryGiBHour: 0.01, currency: 'EUR' };
    const sized = { ...more, template: template({ requests: { cpu: '500m', memory: '2Gi' } }) };
    expect(await ask(sized, { ...world.tools, prices })).toEqual([
      'About 0.12 EUR an hour more (an estimate from the prices in the config and what the pods ask for).',
    ]);
    expect(await ask(more, { ...world.tools, prices })).toEqual([
      'What it costs is unknown: the pods do not say how much cpu and memory they want.',
    ]);
    expect(
      await ask(
        {
          ...sized,
          before: 3,
          after: 3,
          stay: 'replaced',
          templateBefore: template({ requests: { cpu: '2', memory: '2Gi' } }),
        },
        { ...world.tools, prices },
      ),
    ).toEqual([expect.stringContaining('About 0.18 EUR an hour less')]);
  });

  it('says what it may not read, and does not hold the plan up', async () => {
    world.kubernetes.injectFault({
      method: 'GET',
      path: /namespaces\/shop$|resourcequotas|limitranges|poddisruptionbudgets/,
      fault: { kind: 'error', status: 403 },
      times: 4,
    });
    expect(await ask(more)).toEqual([
      expect.stringContaining('Pod Security lets the new pods in is unknown'),
      expect.stringContaining('Quotas cannot be read here'),
      expect.stringContaining('LimitRanges cannot be read here'),
      expect.stringContaining('Disruption budgets cannot be read here'),
    ]);
  });
});

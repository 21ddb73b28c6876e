import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePlan } from '../../src/actions/make-plan.ts';
import { traffic } from '../../src/actions/traffic.ts';
import type { ActionParameters } from '../../src/model/action.ts';
import { carry, planOf } from './support/plan-of.ts';
import { startShopWorld, type ShopWorld } from './support/shop-world.ts';

let world: ShopWorld;
beforeEach(async () => {
  world = await startShopWorld();
});
afterEach(async () => world.stop());

const seconds = { since: 0, stableMs: 0 };
const justNow = () => ({ since: Date.now(), stableMs: 0 });
const to = (kind: string, name: string, where: string, route?: string): ActionParameters => ({
  action: 'traffic',
  target: { cluster: 'prod', kind, namespace: 'shop', name },
  traffic: where,
  ...(route !== undefined && { route }),
});
const refusalOf = async (parameters: ActionParameters): Promise<unknown> => {
  const made = await makePlan(world.tools, parameters);
  return 'refused' in made ? `${made.reason}: ${made.message}` : made.title;
};

describe('traffic of a Service', () => {
  const key = { resource: 'services', namespace: 'shop', name: 'checkout' };
  const selector = (): unknown => (world.kubernetes.read(key)?.['spec'] as { selector: unknown }).selector;
  const blue = to('Service', 'checkout', 'version=blue');

  beforeEach(async () => {
    const { kubernetes } = world;
    kubernetes.apply({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'checkout', namespace: 'shop' },
      spec: { selector: { app: 'checkout', version: 'green' }, ports: [{ port: 80 }] },
    });
    for (const [version, replicas] of [
      ['blue', 2],
      ['green', 3],
    ] as const) {
      const labels = { app: 'checkout', version };
      kubernetes.apply({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: `checkout-${version}`, namespace: 'shop' },
        spec: {
          replicas,
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: { containers: [{ name: 'app', image: `shop/checkout:${version}` }] },
          },
        },
      });
    }
    await kubernetes.until(() =>
      ['blue', 'green'].every((version) => {
        const found = kubernetes.read({
          resource: 'deployments.apps',
          namespace: 'shop',
          name: `checkout-${version}`,
        });
        const { availableReplicas, replicas } = (found?.['status'] ?? {}) as Record<string, number>;
        return replicas !== undefined && availableReplicas === (version === 'blue' ? 2 : 3);
      }),
    );
  });

  it('switches the selector to ready pods, counts both sides, and is undone', async () => {
    const plan = await planOf(world.tools, blue);
    expect(plan.title).toBe('Send the traffic of svc/checkout in shop on prod to version=blue');
    expect(plan.diff).toEqual([
      '- spec.selector.version: green (3 of 3 pods ready)',
      '+ spec.selector.version: blue (2 of 2 pods ready)',
    ]);
    expect(plan.facts).toEqual({ selector: { app: 'checkout', version: 'green' } });
    expect(plan.warnings).toContain('2 ready pods take over from 3: see that they can carry the load.');
    expect(await carry(world.tools, plan, 'exec1')).toMatchObject({ outcome: 'answered' });
    expect(selector()).toEqual({ app: 'checkout', version: 'blue' });
    expect(world.mutations()).toHaveLength(1);
    expect(await traffic.verify(world.tools, plan, justNow())).toMatchObject({ pending: expect.any(String) });
    expect(await traffic.verify(world.tools, plan, seconds)).toEqual({
      result: 'worked',
      sentence: 'svc/checkout sends traffic to version=blue; 2 of 2 pods behind it ready.',
    });
    expect(await traffic.inverse(world.tools, plan)).toEqual(to('Service', 'checkout', 'version=green'));
    expect(await refusalOf(blue)).toContain('already-so: ');

    world.kubernetes.change(key, (one) =>
      Object.assign(one['spec'] as object, { selector: { app: 'checkout', version: 'green' } }),
    );
    expect(await traffic.verify(world.tools, plan, seconds)).toEqual({
      result: 'no-effect',
      sentence: 'svc/checkout was changed again, last by kubectl-edit: the traffic is not where it was sent.',
    });
    expect(await traffic.inverse(world.tools, plan)).toMatchObject({ reason: 'world-moved-on' });
  });

  it('refuses a version without ready pods, another key, and what is no label', async () => {
    expect(await refusalOf(to('Service', 'checkout', 'version=red'))).toBe(
      'nothing-to-return-to: No pod with app=checkout,version=red is ready (0 exist): svc/checkout would answer nobody. Scale or deploy that version first.',
    );
    expect(await refusalOf(to('Service', 'checkout', 'tier=blue'))).toContain('does not select by tier');
    expect(await refusalOf(to('Service', 'checkout', '0'))).toContain('bad-value: Say which label');
    expect(await refusalOf(to('Deployment', 'checkout', 'version=blue'))).toContain('wrong-kind');
    expect(world.mutations()).toEqual([]);
  });

  it('is not sent when the ready pods went away after the approval', async () => {
    const plan = await planOf(world.tools, blue);
    world.kubernetes.delete({ resource: 'deployments.apps', namespace: 'shop', name: 'checkout-blue' });
    await world.kubernetes.until(
      () =>
        !world.kubernetes
          .list('pods', 'shop')
          .some(({ metadata }) => metadata.labels?.['version'] === 'blue'),
    );
    expect(await carry(world.tools, plan, 'exec1')).toMatchObject({ outcome: 'world-moved' });
    expect(selector()).toMatchObject({ version: 'green' });
  });

  it('says who manages the Service and takes it back', async () => {
    world.kubernetes.change(key, (one) => {
      one.metadata.annotations = { 'meta.helm.sh/release-name': 'shop' };
    });
    expect((await planOf(world.tools, blue)).warnings.join(' ')).toContain('Helm release shop owns this');
  });

  it('leaves to Argo Rollouts what it steers', async () => {
    world.kubernetes.change(key, (one) => {
      one.metadata.annotations = { 'argo-rollouts.argoproj.io/managed-by-rollouts': 'checkout' };
      Object.assign(one['spec'] as object, {
        selector: { app: 'checkout', 'rollouts-pod-template-hash': 'a' },
      });
    });
    expect(await refusalOf(to('Service', 'checkout', 'rollouts-pod-template-hash=b'))).toContain(
      '`/mw abort rollout/checkout`',
    );
  });
});

describe('traffic of a VirtualService', () => {
  const key = { resource: 'virtualservices.networking.istio.io', namespace: 'shop', name: 'checkout' };
  const destination = (subset: string, weight?: number) => ({
    destination: { host: 'checkout', subset },
    ...(weight !== undefined && { weight }),
  });
  const make = (http: object[], metadata: object = {}): void => {
    world.kubernetes.apply({
      apiVersion: 'networking.istio.io/v1beta1',
      kind: 'VirtualService',
      metadata: { name: 'checkout', namespace: 'shop', ...metadata },
      spec: { hosts: ['checkout'], http },
    });
  };
  const weights = (): unknown =>
    (world.kubernetes.read(key)?.['spec'] as { http: { route: { weight?: number }[] }[] }).http.map(
      ({ route }) => route.map(({ weight }) => weight),
    );
  const stable = to('VirtualService', 'checkout', 'stable=100,canary=0');

  it('sets the weights and nothing else, and is undone', async () => {
    make([
      { name: 'api', timeout: '3s', route: [destination('stable', 80), destination('canary', 20)] },
      { name: 'static', route: [{ destination: { host: 'static' } }] },
    ]);
    const plan = await planOf(world.tools, stable);
    expect(plan.diff).toEqual([
      '- route api, stable: weight 80',
      '+ route api, stable: weight 100',
      '- route api, canary: weight 20',
      '+ route api, canary: weight 0',
    ]);
    expect(plan.blastRadius).toBe(
      'stable gets 100 % of the traffic instead of 80 %, canary gets 0 % of the traffic instead of 20 %',
    );
    expect(plan.facts).toEqual({ weights: { api: { stable: 80, canary: 20 } } });
    await carry(world.tools, plan, 'exec1');
    expect(weights()).toEqual([[100, 0], [undefined]]);
    expect(JSON.stringify(world.kubernetes.read(key)?.['spec'])).toContain('"timeout":"3s"');
    expect(world.kubernetes.read(key)?.metadata.annotations).toMatchObject({
      'middlewatch.dev/execution': 'middlewatch-traffic-exec1',
    });
    expect(await traffic.verify(world.tools, plan, seconds)).toMatchObject({ result: 'worked' });
    const undo = await traffic.inverse(world.tools, plan);
    expect(undo).toEqual(to('VirtualService', 'checkout', 'stable=80,canary=20'));
    await carry(world.tools, await planOf(world.tools, undo as ActionParameters), 'exec2');
    expect(weights()).toEqual([[80, 20], [undefined]]);
    expect(await traffic.verify(world.tools, plan, seconds)).toMatchObject({
      result: 'no-effect',
      sentence: expect.stringContaining('middlewatch-traffic-exec2'),
    });
  });

  it('wants each destination named, a sum of 100, and of several routes the one that is meant', async () => {
    make([
      { match: [{ uri: { prefix: '/pay' } }], route: [destination('stable', 50), destination('canary', 50)] },
      { name: 'rest', route: [destination('stable', 80), destination('canary', 20)] },
    ]);
    expect(await refusalOf(stable)).toBe(
      'bad-value: vs/checkout has several routes: 1 (stable=50,canary=50); rest (stable=80,canary=20). Say which by `--route NAME`, several with commas.',
    );
    expect(await refusalOf(to('VirtualService', 'checkout', 'stable=100', 'rest'))).toContain(
      'Name every destination of route rest: stable=…,canary=…',
    );
    expect(await refusalOf(to('VirtualService', 'checkout', 'stable=90,canary=0', 'rest'))).toContain(
      'add up to 90',
    );
    expect(await refusalOf(to('VirtualService', 'checkout', 'stable=100,canary=0', 'none'))).toContain(
      'no such route',
    );
    // One undo could not bring back two different shares.
    expect(await refusalOf(to('VirtualService', 'checkout', 'stable=100,canary=0', '1,rest'))).toContain(
      'differ',
    );
    const plan = await planOf(world.tools, to('VirtualService', 'checkout', 'stable=100,canary=0', '1'));
    await carry(world.tools, plan, 'exec1');
    expect(weights()).toEqual([
      [100, 0],
      [80, 20],
    ]);
    expect(await traffic.inverse(world.tools, plan)).toEqual(
      to('VirtualService', 'checkout', 'stable=50,canary=50', '1'),
    );
  });

  it('says who sets it back: Flagger by its owner reference, Argo Rollouts by its own spec', async () => {
    const http = [{ route: [destination('stable', 80), destination('canary', 20)] }];
    make(http, {
      ownerReferences: [
        { apiVersion: 'flagger.app/v1beta1', kind: 'Canary', name: 'checkout', uid: 'u', controller: true },
      ],
    });
    expect((await planOf(world.tools, stable)).warnings[0]).toContain('`/mw halt canary/checkout -n shop`');
    world.kubernetes.delete(key);
    make(http);
    world.kubernetes.apply({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Rollout',
      metadata: { name: 'shop-checkout', namespace: 'shop' },
      spec: { strategy: { canary: { trafficRouting: { istio: { virtualService: { name: 'checkout' } } } } } },
    });
    expect((await planOf(world.tools, stable)).warnings[0]).toContain(
      '`/mw abort rollout/shop-checkout -n shop`',
    );
  });

  it('is answered 409 and looked at anew when somebody writes in between', async () => {
    make([{ route: [destination('stable', 80), destination('canary', 20)] }]);
    const plan = await planOf(world.tools, stable);
    make([{ route: [destination('stable', 70), destination('canary', 30)] }]);
    expect(await carry(world.tools, plan, 'exec1')).toMatchObject({
      outcome: 'world-moved',
      message: expect.stringContaining('the weights of the routes that are changed was'),
    });
  });
});

describe('traffic of an HTTPRoute and of an ingress-nginx canary', () => {
  it('knows that a backend without a weight has 1', async () => {
    world.kubernetes.apply({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: { name: 'checkout', namespace: 'shop' },
      spec: { rules: [{ backendRefs: [{ name: 'checkout' }, { name: 'checkout-canary' }] }] },
    });
    const plan = await planOf(world.tools, to('HTTPRoute', 'checkout', 'checkout=100,checkout-canary=0'));
    expect(plan.blastRadius).toContain('checkout-canary gets 0 % of the traffic instead of 50 %');
    await carry(world.tools, plan, 'exec1');
    expect(
      JSON.stringify(
        world.kubernetes.read({
          resource: 'httproutes.gateway.networking.k8s.io',
          namespace: 'shop',
          name: 'checkout',
        })?.['spec'],
      ),
    ).toContain('"weight":0');
    expect(plan.warnings[0]).toContain('add up to 2: an undo sets checkout=50,checkout-canary=50');
    const undo = await traffic.inverse(world.tools, plan);
    expect(undo).toEqual(to('HTTPRoute', 'checkout', 'checkout=50,checkout-canary=50'));
    await planOf(world.tools, undo as ActionParameters);
  });

  it('sets the canary weight, and warns of rules that pass it by', async () => {
    const key = { resource: 'ingresses.networking.k8s.io', namespace: 'shop', name: 'checkout-canary' };
    const make = (own: Record<string, string>): void => {
      const annotations = Object.fromEntries(
        Object.entries(own).map(([name, value]) => [`nginx.ingress.kubernetes.io/${name}`, value]),
      );
      world.kubernetes.apply({
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: { name: 'checkout-canary', namespace: 'shop', annotations },
        spec: { ingressClassName: 'nginx' },
      });
    };
    make({ canary: 'true', 'canary-weight': '20', 'canary-by-header': 'x-canary' });
    const none = to('Ingress', 'checkout-canary', '0');
    const plan = await planOf(world.tools, none);
    expect(plan.warnings).toEqual([
      'Requests that match canary-by-header reach the canary whatever its weight is.',
    ]);
    expect(plan.facts).toEqual({ weight: '20', total: 100 });
    await carry(world.tools, plan, 'exec1');
    expect(world.kubernetes.read(key)?.metadata.annotations).toMatchObject({
      'nginx.ingress.kubernetes.io/canary-weight': '0',
      'nginx.ingress.kubernetes.io/canary': 'true',
    });
    expect(await traffic.verify(world.tools, plan, seconds)).toMatchObject({ result: 'worked' });
    expect(await traffic.inverse(world.tools, plan)).toEqual(to('Ingress', 'checkout-canary', '20'));
    expect(await refusalOf(to('Ingress', 'checkout-canary', '101'))).toContain('from 0 to 100');
    expect(await refusalOf(none)).toContain('already-so');
    make({ 'canary-weight': '20' });
    expect(await refusalOf(none)).toContain('wrong-kind: ing/checkout-canary is no canary of ingress-nginx');
  });
});

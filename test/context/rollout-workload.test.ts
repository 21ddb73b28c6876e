import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collectContext } from '../../src/context/collect-context.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import type { Subject } from '../../src/model/subject.ts';
import { makeRollout, podsRun, report, rolloutKey } from '../actions/support/rollout-world.ts';
import { startShopWorld, type ShopWorld } from '../actions/support/shop-world.ts';
import { checkout, only } from './support/collected.ts';

let world: ShopWorld;
beforeEach(async () => {
  world = await startShopWorld();
  makeRollout(world);
});
afterEach(async () => world.stop());

const collect = async (subject: Subject = checkout): Promise<Evidence[]> =>
  collectContext({
    incident: { subject, clusterKnown: true },
    alerts: [],
    sources: { cluster: world.client },
    now: Date.now,
  });
const rollout = expect.objectContaining({ kind: 'Rollout', name: 'checkout' }) as unknown;

describe('a workload that is an Argo Rollout', () => {
  it('is found behind the Deployment that its pods read like, with its versions and its phase', async () => {
    await podsRun(world);
    const evidence = await collect();
    expect(only(evidence, 'workload')).toEqual([
      expect.objectContaining({
        about: rollout,
        text: 'rollout/checkout: 5 of 5 available, 1 updated, Paused: CanaryPauseStep',
        data: expect.objectContaining({
          delivery: { phase: 'Paused', message: 'CanaryPauseStep', underWay: true, aborted: false },
        }),
      }),
    ]);
    expect(only(evidence, 'change')[0]).toMatchObject({
      about: rollout,
      data: {
        current: { revision: 2, images: ['shop/checkout:1.5'] },
        previous: { revision: 1 },
        differences: ['spec.containers[app].image: shop/checkout:1.4 → shop/checkout:1.5'],
      },
    });
    expect(only(evidence, 'pod')).not.toEqual([]);
  });

  it('is offered an abort while the new version crashes beside the stable one, then a rollback', async () => {
    world.kubernetes.behave('shop/checkout:1.5', { kind: 'crash', afterMs: 100, exitCode: 2, logs: [] });
    world.kubernetes.resumeController('replicaset');
    await world.kubernetes.until(() =>
      world.kubernetes.list('pods', 'shop').some((pod) => {
        const { status } = pod as { status?: { containerStatuses?: { restartCount?: number }[] } };
        return (status?.containerStatuses?.[0]?.restartCount ?? 0) >= 2;
      }),
    );
    const offered = async (): Promise<unknown> => {
      const evidence = await collect();
      const findings = diagnose({ subject: checkout, alerts: [], evidence, now: Date.now() });
      return findings[0]?.actions.map(({ action, target }) => `${action} ${target.kind}`);
    };
    expect(await offered()).toEqual(['abort-rollout Rollout', 'rollback Rollout']);
    report(world, { abort: true });
    expect(await offered()).toEqual(['rollback Rollout']);
  });

  it('is preferred to the Deployment without pods that holds its template, and to no other', async () => {
    await world.deploy('1.5', { replicas: 0, settle: 'seen' });
    expect(only(await collect(), 'workload')[0]?.about?.kind).toBe('Deployment');
    world.kubernetes.change(rolloutKey, (one) =>
      Object.assign(one['spec'] as object, { workloadRef: { kind: 'Deployment', name: 'checkout' } }),
    );
    expect(only(await collect(), 'workload')[0]?.about?.kind).toBe('Rollout');
    world.kubernetes.resumeController('replicaset');
    await world.deploy('1.5', { replicas: 1 });
    expect(only(await collect(), 'workload')[0]?.about?.kind).toBe('Deployment');
  });

  it('costs nothing where Argo Rollouts may not be read', async () => {
    world.kubernetes.injectFault({
      method: 'GET',
      path: /rollouts/,
      fault: { kind: 'error', status: 403, message: 'rollouts is forbidden' },
    });
    const evidence = await collect();
    expect(only(evidence, 'failure').map(({ text }) => text)).toEqual([
      'Deployment checkout in shop is not there on prod',
    ]);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { carryOut } from '../../src/actions/carry-out.ts';
import { makePlan } from '../../src/actions/make-plan.ts';
import { pause } from '../../src/actions/pause.ts';
import { restart } from '../../src/actions/restart.ts';
import { rollback } from '../../src/actions/rollback.ts';
import { scale } from '../../src/actions/scale.ts';
import { carry, planOf } from './support/plan-of.ts';
import {
  makeRollout,
  newest,
  podsRun,
  report,
  rollout,
  rolloutKey,
  stable,
} from './support/rollout-world.ts';
import { checkoutKey, startShopWorld, type ShopWorld } from './support/shop-world.ts';

let world: ShopWorld;
beforeEach(async () => {
  world = await startShopWorld();
  makeRollout(world);
});
afterEach(async () => world.stop());

const options = { since: 0, stableMs: 0 };
const back = { action: 'rollback' as const, target: rollout };
const spec = (): Record<string, unknown> =>
  (world.kubernetes.read(rolloutKey)?.['spec'] ?? {}) as Record<string, unknown>;
const annotations = () => world.kubernetes.read(rolloutKey)?.metadata.annotations;

describe('rollback of a Rollout', () => {
  it('replaces the template by the one of the revision, and nothing else', async () => {
    await podsRun(world);
    const before = spec();
    const plan = await planOf(world.tools, back);
    expect(plan.parameters).toEqual({ ...back, revision: 1 });
    expect(plan.title).toBe('Roll back rollout/checkout in shop on prod to revision 1 (shop/checkout:1.4)');
    expect(plan.diff[0]).toMatch(/^- revision 2 \(shop\/checkout:1\.5, made .* ago\)$/);
    // The ReplicaSets carry the API server's defaults, the Rollout does not: only what differs is shown.
    expect(plan.diff.slice(2)).toEqual(['- app image: shop/checkout:1.5', '+ app image: shop/checkout:1.4']);
    expect(plan.blastRadius).toBe('1 of 5 pods go back to the stable version at once, without steps');
    expect(await carry(world.tools, plan, 'exec1')).toMatchObject({ outcome: 'answered' });
    const [patch, ...more] = world.mutations();
    expect(more).toEqual([]);
    expect(patch).toMatchObject({ method: 'PATCH', resource: 'rollouts', responseStatus: 200 });
    const after = spec();
    expect({ ...after, template: undefined }).toEqual({ ...before, template: undefined });
    expect(after['template']).toMatchObject({
      metadata: { labels: { app: 'checkout' } },
      spec: { containers: [{ image: 'shop/checkout:1.4' }] },
    });
    expect(JSON.stringify(after['template'])).not.toContain('rollouts-pod-template-hash');
    expect(annotations()).toMatchObject({ 'middlewatch.dev/execution': 'middlewatch-rollback-exec1' });

    expect(await rollback.verify(world.tools, plan, options)).toMatchObject({
      pending: expect.stringContaining('has not seen the change'),
    });
    report(world, {
      phase: 'Healthy',
      message: '',
      currentPodHash: stable,
      pauseConditions: undefined,
      controllerPause: undefined,
      updatedReplicas: 5,
    });
    expect(await rollback.verify(world.tools, plan, options)).toMatchObject({ result: 'worked' });
    // Argo Rollouts numbers the revision anew.
    world.kubernetes.change(
      { resource: 'replicasets.apps', namespace: 'shop', name: `checkout-${stable}` },
      ({ metadata }) =>
        Object.assign(metadata.annotations ?? {}, {
          'rollout.argoproj.io/revision': '3',
          'rollout.argoproj.io/revision-history': '1',
        }),
    );
    expect(await rollback.inverse(world.tools, plan)).toEqual({ ...back, revision: 2 });
    expect(await makePlan(world.tools, { ...back, revision: 1 })).toMatchObject({
      reason: 'already-so',
      message: expect.stringContaining('is revision 3 since it was rolled back to'),
    });
  });

  it('says that a promoted version goes back by all steps, and where it waits', async () => {
    report(world, {
      phase: 'Healthy',
      stableRS: newest,
      pauseConditions: undefined,
      controllerPause: undefined,
    });
    const plan = await planOf(world.tools, back);
    expect(plan.warnings).toContain(
      'It takes its 4 canary steps again, with their pauses and analyses. `/mw promote rollout/checkout full -n shop` skips them once it has begun.',
    );
    await carry(world.tools, plan, 'exec1');
    report(world, {
      phase: 'Paused',
      message: 'CanaryPauseStep',
      currentPodHash: stable,
      currentStepIndex: 1,
      pauseConditions: [{ reason: 'CanaryPauseStep', startTime: '2026-11-24T03:05:00Z' }],
      controllerPause: true,
    });
    expect(await rollback.verify(world.tools, plan, options)).toMatchObject({
      result: 'unknown',
      sentence: expect.stringContaining('waits for a promotion at step 2 of 4 (pause)'),
    });
    report(world, { phase: 'Degraded', message: 'ProgressDeadlineExceeded: timed out' });
    expect(await rollback.verify(world.tools, plan, options)).toMatchObject({
      result: 'no-effect',
      sentence: expect.stringContaining('ProgressDeadlineExceeded'),
    });
  });

  it('tells when the template was put back', async () => {
    const plan = await planOf(world.tools, back);
    await carry(world.tools, plan, 'exec1');
    makeRollout(world);
    expect(await rollback.verify(world.tools, plan, options)).toMatchObject({
      result: 'no-effect',
      sentence: expect.stringContaining('kubectl-client-side-apply'),
    });
    expect(await rollback.inverse(world.tools, plan)).toMatchObject({ reason: 'world-moved-on' });
  });

  it('changes the Deployment that holds the template (spec.workloadRef), and finds its mark there', async () => {
    await world.deploy('1.5', { replicas: 0, settle: 'seen' });
    makeRollout(world, { workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'checkout' } });
    world.kubernetes.change(rolloutKey, (one) => delete (one['spec'] as Record<string, unknown>)['template']);
    report(world, {});
    const plan = await planOf(world.tools, back);
    expect(plan.warnings).toContain(
      'It takes its pod template from deploy/checkout (spec.workloadRef): that is changed, the Rollout follows.',
    );
    await carry(world.tools, plan, 'exec1');
    expect(world.mutations()).toEqual([
      expect.objectContaining({ resource: 'deployments', method: 'PATCH' }),
    ]);
    expect(JSON.stringify(world.kubernetes.read(checkoutKey)?.['spec'])).toContain('shop/checkout:1.4');
    const looked = async (executionId: string) =>
      carryOut(world.tools, {
        plan,
        executionId,
        earlierCall: 'possible',
        sending: 'allowed',
        begin: async () => 'again',
      });
    expect(await looked('exec1')).toMatchObject({ outcome: 'found-done' });
    expect(await looked('exec2')).toMatchObject({ outcome: 'unknown' });
    expect(world.mutations()).toHaveLength(1);
    // Healthy is what it was before: the Rollout's own generation does not move.
    report(world, { phase: 'Healthy' });
    expect(await rollback.verify(world.tools, plan, options)).toMatchObject({
      pending: 'its controller has not taken the template yet',
    });
    await podsRun(world);
    report(world, { currentPodHash: stable, pauseConditions: undefined, controllerPause: undefined });
    expect(await rollback.verify(world.tools, plan, options)).toMatchObject({ result: 'worked' });
    expect(await rollback.inverse(world.tools, plan)).toEqual({ ...back, revision: 2 });
  });

  it('does not take the version of before the last change for the one that it leaves', async () => {
    report(world, { currentPodHash: stable, stableRS: stable, phase: 'Healthy', message: undefined });
    // Released, and asked to be rolled back before the controller has looked.
    world.kubernetes.change(rolloutKey, (object) => {
      const { template } = object['spec'] as { template: { spec: { containers: { image: string }[] } } };
      for (const container of template.spec.containers) container.image = 'shop/checkout:1.6';
    });
    const plan = await planOf(world.tools, { ...back, revision: 1 });
    await carry(world.tools, plan, 'unseen');
    report(world, { currentPodHash: stable, replicas: 5, updatedReplicas: 5, availableReplicas: 5 });
    expect(await rollback.verify(world.tools, plan, options)).not.toMatchObject({
      pending: expect.stringContaining('has not taken the template'),
    });
    expect(await rollback.inverse(world.tools, plan)).toMatchObject({
      refused: true,
      message: expect.stringContaining('is not known'),
    });
  });

  it('refuses where another kind holds the template, and while it is paused by hand', async () => {
    makeRollout(world, { workloadRef: { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'checkout' } });
    expect(await makePlan(world.tools, back)).toMatchObject({
      reason: 'wrong-kind',
      message: expect.stringContaining('takes its pod template from rs/checkout (spec.workloadRef)'),
    });
    makeRollout(world, { workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'gone' } });
    expect(await makePlan(world.tools, back)).toMatchObject({
      reason: 'not-found',
      message:
        'rollout/checkout takes its pod template from deploy/gone (spec.workloadRef), which is not there.',
    });
    makeRollout(world, { paused: true });
    expect(await makePlan(world.tools, back)).toMatchObject({
      reason: 'paused',
      message: expect.stringContaining('`/mw resume rollout/checkout -n shop`'),
    });
  });
});

describe('restart, scale and pause of a Rollout', () => {
  it('restarts by spec.restartAt, and is done when the controller says so', async () => {
    await podsRun(world);
    report(world, { phase: 'Healthy', pauseConditions: undefined, controllerPause: undefined });
    const plan = await planOf(world.tools, { action: 'restart', target: rollout });
    expect(plan.blastRadius).toContain('5 pods are evicted');
    await carry(world.tools, plan, 'exec1');
    expect(spec()['restartAt']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(await restart.verify(world.tools, plan, options)).toMatchObject({
      pending: expect.stringContaining('still has pods from before'),
      atDeadline: { result: 'unknown' },
    });
    report(world, { restartedAt: spec()['restartAt'] });
    expect(await restart.verify(world.tools, plan, options)).toMatchObject({ result: 'worked' });
    world.kubernetes.change(
      rolloutKey,
      (one) => delete (one['spec'] as Record<string, unknown>)['restartAt'],
    );
    expect(await restart.verify(world.tools, plan, options)).toMatchObject({ result: 'no-effect' });
    expect(restart.irreversible).toBe(true);
  });

  it('scales by the scale subresource, and knows the autoscaler that aims at it', async () => {
    const plan = await planOf(world.tools, { action: 'scale', target: rollout, replicas: 6 });
    await carry(world.tools, plan, 'exec1');
    expect(spec()['replicas']).toBe(6);
    expect(world.mutations()).toEqual([
      expect.objectContaining({ resource: 'rollouts', subresource: 'scale' }),
    ]);
    expect(await scale.verify(world.tools, plan, options)).toMatchObject({ pending: expect.any(String) });
    report(world, { replicas: 7, availableReplicas: 6 });
    expect(await scale.verify(world.tools, plan, options)).toMatchObject({ result: 'worked' });
    expect(await scale.inverse(world.tools, plan)).toEqual({ action: 'scale', target: rollout, replicas: 5 });
    world.kubernetes.apply({
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'checkout', namespace: 'shop' },
      spec: {
        scaleTargetRef: { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'checkout' },
        minReplicas: 2,
        maxReplicas: 8,
        metrics: [],
      },
    });
    expect(await makePlan(world.tools, { action: 'scale', target: rollout, replicas: 9 })).toMatchObject({
      reason: 'autoscaler-owns-it',
    });
  });

  it('pauses, and resumes as the undo', async () => {
    const plan = await planOf(world.tools, { action: 'pause', target: rollout });
    await carry(world.tools, plan, 'exec1');
    expect(spec()['paused']).toBe(true);
    expect(await pause.inverse(world.tools, plan)).toEqual({ action: 'resume', target: rollout });
    const resumed = await planOf(world.tools, { action: 'resume', target: rollout });
    expect(resumed.warnings).toContain('A version is on its way: its steps go on.');
    await carry(world.tools, resumed, 'exec2');
    expect(spec()['paused']).toBe(false);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { abortRollout } from '../../src/actions/abort-rollout.ts';
import { carryOut } from '../../src/actions/carry-out.ts';
import { makePlan } from '../../src/actions/make-plan.ts';
import { promote } from '../../src/actions/promote.ts';
import { retry } from '../../src/actions/retry.ts';
import { carry, planOf } from './support/plan-of.ts';
import {
  makeRollout,
  newest,
  report,
  rollout,
  rolloutKey,
  rolloutStatus,
  stable,
} from './support/rollout-world.ts';
import { startShopWorld, type ShopWorld } from './support/shop-world.ts';

let world: ShopWorld;
beforeEach(async () => {
  world = await startShopWorld();
  makeRollout(world);
});
afterEach(async () => world.stop());

const options = { since: 0, stableMs: 0 };
const abort = { action: 'abort-rollout' as const, target: rollout };
const step = { action: 'promote' as const, target: rollout };
const again = { action: 'retry' as const, target: rollout };
const written = () => world.mutations().filter(({ responseStatus }) => responseStatus === 200);

describe('abort-rollout', () => {
  it('sets status.abort through the status subresource, waits for the stable version, and is undone by a retry', async () => {
    const plan = await planOf(world.tools, abort);
    expect(plan.title).toMatch(
      /^Abort the new version of rollout\/checkout in shop on prod: back to revision 1 \(shop\/checkout:1\.4/,
    );
    expect(plan.diff[0]).toMatch(
      /^- revision 2 \(shop\/checkout:1\.5, .*\) with 1 of 5 pods, at step 2 of 4 \(pause\)$/,
    );
    expect(plan.warnings[0]).toContain('`/mw rollback rollout/checkout --to 1 -n shop`');
    expect(plan.facts).toEqual({ abort: false, currentPodHash: newest, stableRS: stable });
    expect(await carry(world.tools, plan, 'exec1')).toMatchObject({ outcome: 'answered' });
    expect(written()).toEqual([
      expect.objectContaining({
        method: 'PATCH',
        resource: 'rollouts',
        subresource: 'status',
      }),
    ]);
    expect(rolloutStatus(world)).toMatchObject({ abort: true });
    expect(world.kubernetes.read(rolloutKey)?.metadata.managedFields).toContainEqual(
      expect.objectContaining({ manager: 'middlewatch-abort-rollout-exec1', subresource: 'status' }),
    );

    expect(await abortRollout.verify(world.tools, plan, options)).toMatchObject({
      pending: expect.any(String),
    });
    report(world, {
      phase: 'Degraded',
      message: 'RolloutAborted: Rollout aborted update to revision 2',
      abortedAt: '2026-11-24T03:01:00Z',
      pauseConditions: undefined,
      controllerPause: undefined,
      updatedReplicas: 0,
      availableReplicas: 4,
    });
    expect(await abortRollout.verify(world.tools, plan, options)).toMatchObject({
      atDeadline: { result: 'worse', sentence: expect.stringContaining('4 of 5 pods available (5 before)') },
    });
    report(world, { availableReplicas: 5 });
    expect(await abortRollout.verify(world.tools, plan, options)).toMatchObject({ result: 'worked' });
    expect(await abortRollout.inverse(world.tools, plan)).toEqual(again);
    expect(await makePlan(world.tools, abort)).toMatchObject({ reason: 'already-so' });
  });

  it('counts as back only when a traffic router sends nothing to the new version', async () => {
    makeRollout(world, { strategy: { canary: { steps: [], trafficRouting: { istio: {} } } } });
    const plan = await planOf(world.tools, abort);
    report(world, {
      abort: true,
      abortedAt: '2026-11-24T03:01:00Z',
      canary: { weights: { canary: { weight: 20 } } },
    });
    expect(await abortRollout.verify(world.tools, plan, options)).toMatchObject({
      pending: expect.stringContaining('20 % of the traffic'),
    });
    report(world, { canary: { weights: { canary: { weight: 0 } } } });
    expect(await abortRollout.verify(world.tools, plan, options)).toMatchObject({ result: 'worked' });
  });

  it('counts as back only when the active service of blue-green selects the stable version', async () => {
    makeRollout(world, { strategy: { blueGreen: { activeService: 'checkout' } } });
    const plan = await planOf(world.tools, abort);
    report(world, {
      abort: true,
      abortedAt: '2026-11-24T03:01:00Z',
      blueGreen: { activeSelector: newest },
    });
    expect(await abortRollout.verify(world.tools, plan, options)).toMatchObject({
      pending: expect.any(String),
    });
    report(world, { blueGreen: { activeSelector: stable } });
    expect(await abortRollout.verify(world.tools, plan, options)).toMatchObject({ result: 'worked' });
  });

  it('refuses where one version runs, where none is stable, and other kinds', async () => {
    report(world, { currentPodHash: stable });
    expect(await makePlan(world.tools, abort)).toMatchObject({
      reason: 'nothing-to-return-to',
      message: expect.stringContaining('`/mw rollback rollout/checkout -n shop`'),
    });
    report(world, { currentPodHash: newest, stableRS: undefined });
    expect(await makePlan(world.tools, abort)).toMatchObject({ reason: 'nothing-to-return-to' });
    expect(
      await makePlan(world.tools, { ...abort, target: { ...rollout, kind: 'Deployment' } }),
    ).toMatchObject({
      reason: 'wrong-kind',
      message: 'A Deployment cannot be aborted; a Rollout can.',
    });
    expect(world.mutations()).toEqual([]);
  });

  it('is not sent when another version came meanwhile', async () => {
    const plan = await planOf(world.tools, abort);
    report(world, { currentPodHash: 'abc' });
    expect(await carry(world.tools, plan, 'exec1')).toMatchObject({ outcome: 'world-moved' });
    expect(await abortRollout.verify(world.tools, plan, options)).toMatchObject({ result: 'unknown' });
  });

  it('is found by its field manager after a lost answer, and not sent twice', async () => {
    const plan = await planOf(world.tools, abort);
    await carry(world.tools, plan, 'exec1');
    const looked = await carryOut(world.tools, {
      plan,
      executionId: 'exec1',
      earlierCall: 'possible',
      sending: 'allowed',
      begin: async () => 'again',
    });
    expect(looked).toMatchObject({ outcome: 'found-done' });
    expect(written()).toHaveLength(1);
  });
});

describe('promote', () => {
  it('ends a pause, and is done when the rollout waits at its next one', async () => {
    const plan = await planOf(world.tools, step);
    expect(plan.title).toContain('by one step');
    expect(plan.diff).toContain('+ set weight 60 %, then pause 10m');
    expect(plan.diff).toContain('+ status.pauseConditions: null');
    expect(plan.facts['pauses']).toEqual([{ reason: 'CanaryPauseStep', startTime: '2026-11-24T03:00:00Z' }]);
    await carry(world.tools, plan, 'exec1');
    expect(rolloutStatus(world)).not.toHaveProperty('pauseConditions');
    expect(rolloutStatus(world)).toMatchObject({ currentStepIndex: 1, controllerPause: true });
    // The patch only takes a field away: the annotation that was sent along, and dropped, names the execution.
    const looked = await carryOut(world.tools, {
      plan,
      executionId: 'exec1',
      earlierCall: 'possible',
      sending: 'allowed',
      begin: async () => 'again',
    });
    expect(looked).toMatchObject({ outcome: 'found-done', message: expect.stringContaining('once') });
    // Until the controller has seen it a second one would skip a step.
    expect(await makePlan(world.tools, step)).toMatchObject({ reason: 'already-so' });
    expect(await promote.verify(world.tools, plan, options)).toMatchObject({
      pending: expect.stringContaining('has not ended the pause'),
      atDeadline: { result: 'no-effect' },
    });
    report(world, {
      phase: 'Paused',
      currentStepIndex: 3,
      controllerPause: true,
      pauseConditions: [{ reason: 'BlueGreenPause', startTime: '2026-11-24T03:02:00Z' }],
      updatedReplicas: 3,
    });
    expect(await promote.verify(world.tools, plan, options)).toEqual({
      result: 'worked',
      sentence:
        'The new version has 3 of 5 pods and waits at step 4 of 4 (pause 10m); 5 of 5 pods available (5 before).',
    });
    expect(await promote.inverse(world.tools, plan)).toEqual(abort);
    report(world, { abort: true });
    expect(await promote.verify(world.tools, plan, options)).toMatchObject({ result: 'worse' });
    expect(await promote.inverse(world.tools, plan)).toMatchObject({ reason: 'world-moved-on' });
  });

  it('skips a step that does not wait, and an inconclusive one with its pause', async () => {
    report(world, { phase: 'Progressing', pauseConditions: undefined, controllerPause: undefined });
    await carry(world.tools, await planOf(world.tools, step), 'exec1');
    expect(rolloutStatus(world)).toMatchObject({ currentStepIndex: 2 });
    report(world, {
      canary: { currentStepAnalysisRunStatus: { status: 'Inconclusive' } },
      pauseConditions: [{ reason: 'InconclusiveAnalysisRun', startTime: '2026-11-24T03:00:00Z' }],
      controllerPause: true,
    });
    await carry(world.tools, await planOf(world.tools, step), 'exec2');
    expect(rolloutStatus(world)).toMatchObject({ currentStepIndex: 3, controllerPause: false });
    expect(rolloutStatus(world)).not.toHaveProperty('pauseConditions');
  });

  it('promotes fully, and is undone by a rollback to the version that was stable', async () => {
    const plan = await planOf(world.tools, { ...step, promotion: 'full' });
    expect(plan.risk).toBe('high');
    expect(plan.warnings).toContain('It skips 2 steps with their pauses and analyses.');
    await carry(world.tools, plan, 'exec1');
    expect(rolloutStatus(world)).toMatchObject({ promoteFull: true, currentStepIndex: 1 });
    expect(await makePlan(world.tools, { ...step, promotion: 'full' })).toMatchObject({
      reason: 'already-so',
    });
    report(world, {
      phase: 'Healthy',
      message: '',
      stableRS: newest,
      promoteFull: undefined,
      updatedReplicas: 5,
    });
    expect(await promote.verify(world.tools, plan, options)).toMatchObject({ result: 'worked' });
    expect(await promote.inverse(world.tools, plan)).toEqual({
      action: 'rollback',
      target: rollout,
      revision: 1,
    });
    expect(await makePlan(world.tools, step)).toMatchObject({ reason: 'already-so' });
  });

  it('refuses what is paused by hand, aborted, or waits for nothing', async () => {
    makeRollout(world, { paused: true });
    expect(await makePlan(world.tools, step)).toMatchObject({
      reason: 'paused',
      message: 'rollout/checkout is paused by hand. First `/mw resume rollout/checkout -n shop`.',
    });
    expect(await makePlan(world.tools, { ...step, promotion: 'all' as 'full' })).toMatchObject({
      reason: 'bad-value',
    });
    makeRollout(world, { strategy: { blueGreen: { activeService: 'checkout' } } });
    report(world, {
      phase: 'Progressing',
      message: 'waiting for analysis to complete',
      pauseConditions: undefined,
      controllerPause: undefined,
    });
    expect(await makePlan(world.tools, step)).toMatchObject({
      reason: 'already-so',
      message: expect.stringContaining('`/mw promote rollout/checkout full -n shop`'),
    });
    report(world, { abort: true });
    expect(await makePlan(world.tools, step)).toMatchObject({ reason: 'world-moved-on' });
    expect(world.mutations()).toEqual([]);
  });
});

describe('retry', () => {
  it('takes an abort back, says why it was aborted, and is undone by an abort', async () => {
    report(world, {
      phase: 'Degraded',
      message: 'RolloutAborted: metric error-rate failed',
      abort: true,
      abortedAt: 'x',
    });
    const plan = await planOf(world.tools, again);
    expect(plan.warnings[0]).toContain('RolloutAborted: metric error-rate failed');
    expect(plan.blastRadius).toBe('The new version starts at step 1 of 4 (set weight 20 %)');
    await carry(world.tools, plan, 'exec1');
    expect(rolloutStatus(world)).toMatchObject({ abort: false });
    report(world, { phase: 'Progressing', message: 'more replicas need to be updated', currentStepIndex: 0 });
    expect(await retry.verify(world.tools, plan, options)).toMatchObject({
      atDeadline: { result: 'unknown' },
    });
    report(world, { phase: 'Paused', message: 'CanaryPauseStep', currentStepIndex: 1 });
    expect(await retry.verify(world.tools, plan, options)).toMatchObject({ result: 'worked' });
    expect(await retry.inverse(world.tools, plan)).toEqual(abort);
    report(world, { phase: 'Degraded', message: 'RolloutAborted: again', abort: true });
    expect(await retry.verify(world.tools, plan, options)).toMatchObject({
      result: 'no-effect',
      sentence: expect.stringContaining('RolloutAborted: again'),
    });
    expect(await retry.inverse(world.tools, plan)).toMatchObject({ reason: 'world-moved-on' });
  });

  it('refuses what is not aborted', async () => {
    expect(await makePlan(world.tools, again)).toMatchObject({
      reason: 'already-so',
      message: 'rollout/checkout is not aborted (Paused: CanaryPauseStep). Nothing to retry.',
    });
  });
});

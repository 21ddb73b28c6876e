import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { carryOut, type CallOptions, type CallResult } from '../../src/actions/carry-out.ts';
import { makePlan } from '../../src/actions/make-plan.ts';
import { runNow } from '../../src/actions/run-now.ts';
import type { Plan } from '../../src/model/plan.ts';
import { carry, planOf } from './support/plan-of.ts';
import { checkout, startShopWorld, type ShopWorld } from './support/shop-world.ts';
import { makeReport, report } from './support/workloads.ts';

let world: ShopWorld;
beforeEach(async () => {
  world = await startShopWorld();
  // The tests say themselves how a job ends.
  world.kubernetes.pauseController('job');
  world.kubernetes.pauseController('cronjob');
  makeReport(world);
});
afterEach(async () => world.stop());

const ask = { action: 'run-now', target: report } as const;
const mark = 'middlewatch-run-now-exec1';
const options = { since: 0, stableMs: 0, mark };
const jobs = () => world.kubernetes.list('jobs.batch', 'shop');
const run = async (plan: Plan, given: Partial<CallOptions>): Promise<CallResult> =>
  carryOut(world.tools, {
    plan,
    executionId: 'exec1',
    earlierCall: 'none',
    sending: 'allowed',
    begin: async () => 'first',
    ...given,
  });

describe('run-now', () => {
  it("makes one job as kubectl does, under the execution's name, and waits for its end", async () => {
    const plan = await planOf(world.tools, ask);
    expect(plan).toMatchObject({ reversible: false, title: 'Run cronjob/report in shop on prod now' });
    expect(jobs()).toEqual([]);
    expect(await carry(world.tools, plan, 'exec1')).toMatchObject({ outcome: 'answered' });
    const [job, ...more] = jobs();
    expect(more).toEqual([]);
    expect(world.mutations()).toHaveLength(1);
    const cronJob = world.kubernetes.list('cronjobs.batch', 'shop')[0];
    expect(job?.metadata).toMatchObject({
      name: 'report-mw-exec1',
      annotations: {
        'cronjob.kubernetes.io/instantiate': 'manual',
        'middlewatch.dev/execution': mark,
      },
      ownerReferences: [{ kind: 'CronJob', name: 'report', uid: cronJob?.metadata.uid, controller: true }],
    });
    expect(await runNow.verify(world.tools, plan, options)).toMatchObject({
      pending: expect.stringContaining('Job report-mw-exec1 runs'),
      atDeadline: { result: 'unknown' },
    });
    world.kubernetes.change({ resource: 'jobs.batch', namespace: 'shop', name: 'report-mw-exec1' }, (one) => {
      one['status'] = { conditions: [{ type: 'Complete', status: 'True' }] };
    });
    expect(await runNow.verify(world.tools, plan, options)).toMatchObject({
      result: 'worked',
      sentence: 'Job report-mw-exec1 completed.',
    });
    expect(await runNow.inverse(world.tools, plan)).toMatchObject({ reason: 'nothing-to-return-to' });
  });

  it('says that the job failed, and does not guess when it is gone', async () => {
    const plan = await planOf(world.tools, ask);
    await carry(world.tools, plan, 'exec1');
    const key = { resource: 'jobs.batch', namespace: 'shop', name: 'report-mw-exec1' };
    world.kubernetes.change(key, (one) => {
      one['status'] = { conditions: [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' }] };
    });
    expect(await runNow.verify(world.tools, plan, options)).toMatchObject({
      result: 'no-effect',
      sentence: 'Job report-mw-exec1 failed: BackoffLimitExceeded.',
    });
    world.kubernetes.delete(key);
    await expect
      .poll(async () => runNow.verify(world.tools, plan, options))
      .toMatchObject({ result: 'unknown' });
  });

  it('is made once when the answer is lost, and again only when nothing had happened', async () => {
    const plan = await planOf(world.tools, ask);
    const fail = (kind: 'reset-before' | 'drop-answer'): void => {
      world.kubernetes.injectFault({ method: 'POST', path: /jobs/, fault: { kind }, times: 1 });
    };
    fail('reset-before');
    expect(await run(plan, {})).toMatchObject({ outcome: 'again' });
    fail('drop-answer');
    expect(await run(plan, { earlierCall: 'possible' })).toMatchObject({ outcome: 'again' });
    expect(await run(plan, { earlierCall: 'possible' })).toMatchObject({ outcome: 'found-done' });
    expect(jobs()).toHaveLength(1);
    // Whoever sends it a second time without a look meets the name.
    expect(await run(plan, {})).toMatchObject({ outcome: 'again' });
    expect(jobs()).toHaveLength(1);
  });

  it('does not repeat a run whose job may have been cleared away', async () => {
    const plan = await planOf(world.tools, ask);
    const cleared = { batch: { resource: 'cronjobs.batch', namespace: 'shop', name: 'report' } }.batch;
    world.kubernetes.change(cleared, (one) => {
      (one['spec'] as Record<string, unknown>)['successfulJobsHistoryLimit'] = 0;
    });
    expect(await run(plan, { earlierCall: 'possible' })).toMatchObject({ outcome: 'unknown' });
    expect(jobs()).toEqual([]);
  });

  it('warns of a run that is under way and of a suspended CronJob', async () => {
    makeReport(world, { suspend: true, concurrencyPolicy: 'Forbid' });
    world.kubernetes.change({ resource: 'cronjobs.batch', namespace: 'shop', name: 'report' }, (one) => {
      one['status'] = { active: [{ kind: 'Job', name: 'report-1' }] };
    });
    const plan = await planOf(world.tools, ask);
    expect(plan.risk).toBe('high');
    expect(plan.warnings.join()).toContain('its policy is Forbid');
    expect(plan.warnings.join()).toContain('It is suspended');
  });

  it('refuses other kinds, and a plan whose template was changed', async () => {
    expect(await makePlan(world.tools, { ...ask, target: checkout })).toMatchObject({
      reason: 'wrong-kind',
      message: 'A Deployment cannot be run now; a CronJob can.',
    });
    const plan = await planOf(world.tools, ask);
    world.kubernetes.change({ resource: 'cronjobs.batch', namespace: 'shop', name: 'report' }, (one) => {
      const { jobTemplate } = one['spec'] as { jobTemplate: { spec: object } };
      Object.assign(jobTemplate.spec, { backoffLimit: 1 });
    });
    expect(await carry(world.tools, plan, 'exec1')).toMatchObject({ outcome: 'world-moved' });
    expect(jobs()).toEqual([]);
  });
});

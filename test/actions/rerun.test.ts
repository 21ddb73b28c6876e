import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { carryOut, type CallOptions } from '../../src/actions/carry-out.ts';
import { makePlan } from '../../src/actions/make-plan.ts';
import { rerun } from '../../src/actions/rerun.ts';
import type { ObjectReference } from '../../src/model/object-reference.ts';
import { carry, planOf } from './support/plan-of.ts';
import { startShopWorld, type ShopWorld } from './support/shop-world.ts';

let world: ShopWorld;
beforeEach(async () => {
  world = await startShopWorld();
  // The tests say themselves how a job ends.
  world.kubernetes.pauseController('job');
  world.kubernetes.pauseController('garbage-collector');
});
afterEach(async () => world.stop());

const migrate: ObjectReference = { cluster: 'prod', kind: 'Job', namespace: 'shop', name: 'migrate' };
const ask = { action: 'rerun', target: migrate } as const;
const mark = 'middlewatch-rerun-exec1';
const keyOf = (name: string) => ({ resource: 'jobs.batch', namespace: 'shop', name });
const read = (name: string) => world.kubernetes.read(keyOf(name));

function makeJob(metadata: object = {}, spec: object = {}): void {
  world.kubernetes.apply({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'migrate', namespace: 'shop', labels: { app: 'migrate' }, ...metadata },
    spec: {
      backoffLimit: 2,
      template: {
        metadata: { labels: { app: 'migrate' } },
        spec: { restartPolicy: 'Never', containers: [{ name: 'app', image: 'shop/migrate:1' }] },
      },
      ...spec,
    },
  });
}

function end(name: string, type: 'Complete' | 'Failed'): void {
  world.kubernetes.change(keyOf(name), (one) => {
    const reason = type === 'Failed' ? { reason: 'BackoffLimitExceeded' } : {};
    one['status'] = { conditions: [{ type, status: 'True', ...reason }] };
  });
}

describe('rerun', () => {
  it('makes one new job from the spec, without what Kubernetes had generated for the old one', async () => {
    makeJob();
    end('migrate', 'Failed');
    const plan = await planOf(world.tools, ask);
    expect(plan).toMatchObject({ title: 'Run job/migrate in shop on prod again', reversible: false });
    expect(plan.diff[0]).toContain('failed: BackoffLimitExceeded');
    expect(plan.warnings.join()).toContain('used up its retries');
    expect(await carry(world.tools, plan, 'exec1')).toMatchObject({ outcome: 'answered' });
    expect(world.mutations()).toHaveLength(1);

    const [made, old] = [read('migrate-mw-exec1'), read('migrate')];
    const uid = made?.metadata.uid;
    expect(uid).not.toBe(old?.metadata.uid);
    expect(made?.metadata.labels).toMatchObject({ app: 'migrate' });
    expect(JSON.stringify(made)).not.toContain(old?.metadata.uid);
    expect(made?.['spec']).toMatchObject({
      backoffLimit: 2,
      selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } },
    });
    expect(await rerun.verify(world.tools, plan, { since: 0, stableMs: 0, mark })).toMatchObject({
      pending: expect.stringContaining('Job migrate-mw-exec1 runs'),
    });
    end('migrate-mw-exec1', 'Complete');
    expect(await rerun.verify(world.tools, plan, { since: 0, stableMs: 0, mark })).toMatchObject({
      result: 'worked',
    });
    expect(await rerun.inverse(world.tools, plan)).toMatchObject({ reason: 'nothing-to-return-to' });
  });

  it('is made once, and its name does not grow when it is run again itself', async () => {
    makeJob();
    end('migrate', 'Failed');
    const plan = await planOf(world.tools, ask);
    world.kubernetes.injectFault({ method: 'POST', path: /jobs/, fault: { kind: 'drop-answer' }, times: 1 });
    const run = async (earlierCall: CallOptions['earlierCall']) =>
      carryOut(world.tools, {
        plan,
        executionId: 'exec1',
        earlierCall,
        sending: 'allowed',
        begin: async () => 'first',
      });
    expect(await run('none')).toMatchObject({
      outcome: 'again',
    });
    expect(await run('possible')).toMatchObject({
      outcome: 'found-done',
    });
    expect(world.kubernetes.list('jobs.batch', 'shop')).toHaveLength(2);

    end('migrate-mw-exec1', 'Failed');
    const again = await planOf(world.tools, { ...ask, target: { ...migrate, name: 'migrate-mw-exec1' } });
    await carry(world.tools, again, 'exec2');
    expect(read('migrate-mw-exec2')).toBeDefined();
  });

  it('keeps the job of a CronJob with it, and says when another owner does not know of the new one', async () => {
    const owner = (kind: string) => ({
      ownerReferences: [{ apiVersion: 'batch/v1', kind, name: 'report', uid: 'c1', controller: true }],
    });
    makeJob(owner('CronJob'));
    end('migrate', 'Complete');
    const plan = await planOf(world.tools, ask);
    expect(plan.risk).toBe('high');
    expect(plan.warnings.join()).toContain('completed already');
    await carry(world.tools, plan, 'exec1');
    expect(read('migrate-mw-exec1')?.metadata).toMatchObject({
      ...owner('CronJob'),
      annotations: { 'cronjob.kubernetes.io/instantiate': 'manual' },
    });

    world.kubernetes.change(keyOf('migrate'), (one) => {
      Object.assign(one.metadata, owner('Workflow'));
    });
    expect((await planOf(world.tools, ask)).warnings.join()).toContain(
      'Workflow report made this job and does not know',
    );
  });

  it('refuses a job that runs, one with a selector of its own, and one that changed since', async () => {
    makeJob();
    expect(await makePlan(world.tools, ask)).toMatchObject({
      message: expect.stringContaining('has not ended yet'),
    });
    end('migrate', 'Failed');
    const plan = await planOf(world.tools, ask);
    end('migrate', 'Complete');
    expect(await carry(world.tools, plan, 'exec1')).toMatchObject({ outcome: 'world-moved' });
    expect(world.kubernetes.list('jobs.batch', 'shop')).toHaveLength(1);
    world.kubernetes.change(keyOf('migrate'), (one) => {
      Object.assign(one['spec'] as object, { manualSelector: true });
    });
    expect(await makePlan(world.tools, ask)).toMatchObject({
      message: expect.stringContaining('selector of its own'),
    });
  });
});

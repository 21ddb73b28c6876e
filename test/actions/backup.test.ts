import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backup } from '../../src/actions/backup.ts';
import { makePlan } from '../../src/actions/make-plan.ts';
import type { ObjectReference } from '../../src/model/object-reference.ts';
import { makeVelero, nightly } from './support/custom-objects.ts';
import { carry, planOf } from './support/plan-of.ts';
import { startShopWorld, type ShopWorld } from './support/shop-world.ts';

let world: ShopWorld;
beforeEach(async () => {
  world = await startShopWorld();
});
afterEach(async () => world.stop());

const ofSchedule = { action: 'backup', target: nightly } as const;
const shop: ObjectReference = { cluster: 'prod', kind: 'Namespace', namespace: 'shop', name: 'shop' };
const ofShop = { action: 'backup', target: shop } as const;
const options = { since: 0, stableMs: 0, mark: 'middlewatch-backup-exec1' };
const keyOf = (name: string) => ({ resource: 'backups.velero.io', namespace: 'velero', name });
const setStatus = (name: string, status: object): void => {
  world.kubernetes.change(keyOf(name), (one) => {
    one['status'] = status;
  });
};

describe('backup', () => {
  it("makes one backup from the schedule's template with its labels, and waits until it is complete", async () => {
    makeVelero(world);
    const plan = await planOf(world.tools, ofSchedule);
    expect(plan).toMatchObject({
      title: 'Back up now what schedule/nightly in velero on prod backs up',
      warnings: [],
      risk: 'low',
    });
    expect(plan.diff[0]).toBe('+ one backup in velero: the namespaces shop, kept for 72h0m0s');
    expect(await carry(world.tools, plan, 'exec1')).toMatchObject({ outcome: 'answered' });
    expect(world.mutations()).toHaveLength(1);
    expect(world.kubernetes.read(keyOf('nightly-mw-exec1'))).toMatchObject({
      metadata: {
        labels: { kind: 'nightly', 'velero.io/schedule-name': 'nightly' },
        annotations: { 'middlewatch.dev/execution': options.mark },
      },
      spec: { includedNamespaces: ['shop'], ttl: '72h0m0s' },
    });
    const verify = async () => backup.verify(world.tools, plan, options);
    expect(await verify()).toMatchObject({ pending: expect.stringContaining('Velero has not taken it up') });
    setStatus('nightly-mw-exec1', {
      phase: 'InProgress',
      progress: { totalItems: 40, itemsBackedUp: 12 },
    });
    expect(await verify()).toMatchObject({ pending: expect.stringContaining('InProgress (12 of 40 items)') });
    setStatus('nightly-mw-exec1', {
      phase: 'PartiallyFailed',
      errors: 2,
      completionTimestamp: '2026-11-24T02:00:00Z',
    });
    expect(await verify()).toMatchObject({
      result: 'no-effect',
      sentence: expect.stringContaining('2 errors'),
    });
    setStatus('nightly-mw-exec1', { phase: 'FailedValidation', validationErrors: ['no such location'] });
    expect(await verify()).toMatchObject({ sentence: expect.stringContaining('no such location') });
    setStatus('nightly-mw-exec1', { phase: 'Completed', warnings: 3 });
    expect(await verify()).toMatchObject({
      result: 'worked',
      sentence: 'Backup nightly-mw-exec1 completed with 3 warnings.',
    });
  });

  it('makes one of a namespace where Velero runs, and looks for it after a lost answer', async () => {
    makeVelero(world);
    const plan = await planOf(world.tools, ofShop);
    expect(plan.title).toBe('Back up namespace/shop on prod now');
    expect(await backup.look?.(world.tools, plan, options.mark)).toBe('not-done');
    await carry(world.tools, plan, 'exec1');
    expect(await backup.look?.(world.tools, plan, options.mark)).toBe('done');
    expect(world.kubernetes.read(keyOf('shop-mw-exec1'))?.['spec']).toEqual({ includedNamespaces: ['shop'] });
    // A second one is answered by the name.
    expect(await carry(world.tools, plan, 'exec1')).toMatchObject({ outcome: 'again' });
    expect(world.kubernetes.list('backups.velero.io')).toHaveLength(1);
  });

  it('refuses where the storage cannot be reached or is not there', async () => {
    makeVelero(world, { phase: 'Unavailable' });
    expect(await makePlan(world.tools, ofShop)).toMatchObject({
      message:
        'Velero cannot reach its storage default (bucket not found): a backup would fail. Mend that first.',
    });
    world.kubernetes.delete({
      resource: 'backupstoragelocations.velero.io',
      namespace: 'velero',
      name: 'default',
    });
    expect(await makePlan(world.tools, ofSchedule)).toMatchObject({
      message: 'Velero has no backup storage location in velero: a backup would fail.',
    });
  });

  it('changes nothing when the template changed since', async () => {
    makeVelero(world);
    const plan = await planOf(world.tools, ofSchedule);
    world.kubernetes.change(
      { resource: 'schedules.velero.io', namespace: 'velero', name: 'nightly' },
      (one) => {
        Object.assign(one['spec'] as object, { template: { includedNamespaces: ['*'] } });
      },
    );
    expect(await carry(world.tools, plan, 'exec1')).toMatchObject({ outcome: 'world-moved' });
    expect(world.kubernetes.list('backups.velero.io')).toEqual([]);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { growClaim } from '../../src/actions/grow-claim.ts';
import { makePlan } from '../../src/actions/make-plan.ts';
import { claim, claimKey, makeClaim } from './support/custom-objects.ts';
import { carry, planOf } from './support/plan-of.ts';
import { startShopWorld, type ShopWorld } from './support/shop-world.ts';

let world: ShopWorld;
beforeEach(async () => {
  world = await startShopWorld();
});
afterEach(async () => world.stop());

const to = (size: string) => ({ action: 'grow-claim', target: claim, size }) as const;
const options = { since: 0, stableMs: 0 };
const setStatus = (status: object): void => {
  world.kubernetes.change(claimKey, (one) => {
    one['status'] = { phase: 'Bound', capacity: { storage: '10Gi' }, ...status };
  });
};

describe('grow-claim', () => {
  it('raises what the claim asks for, once, and waits until the file system has grown', async () => {
    makeClaim(world);
    const plan = await planOf(world.tools, to('20Gi'));
    expect(plan).toMatchObject({
      title: 'Grow pvc/data-cart-0 in shop on prod from 10Gi to 20Gi',
      reversible: false,
      blastRadius: '1 volume that no pod uses: its file system grows when one mounts it',
    });
    expect(plan.warnings.join()).toContain('a volume never shrinks');
    expect(plan.warnings.join()).toContain('volumeClaimTemplates cannot be changed');
    expect(await carry(world.tools, plan, 'exec1')).toMatchObject({ outcome: 'answered' });
    expect(world.mutations()).toHaveLength(1);
    expect(world.kubernetes.read(claimKey)?.['spec']).toMatchObject({
      resources: { requests: { storage: '20Gi' } },
    });
    const verify = async () => growClaim.verify(world.tools, plan, options);
    expect(await verify()).toMatchObject({
      pending: 'pvc/data-cart-0 still has 10Gi, 20Gi are asked for',
      atDeadline: { result: 'unknown' },
    });
    setStatus({ conditions: [{ type: 'FileSystemResizePending', status: 'True' }] });
    expect(await verify()).toMatchObject({
      atDeadline: { result: 'unknown', sentence: expect.stringContaining('delete or restart the pod') },
    });
    setStatus({
      conditions: [{ type: 'ControllerResizeError', status: 'True', message: 'no space left in the pool' }],
      allocatedResourceStatuses: { storage: 'ControllerResizeInfeasible' },
    });
    expect(await verify()).toMatchObject({
      result: 'no-effect',
      sentence: expect.stringContaining('no space left in the pool'),
    });
    setStatus({ capacity: { storage: '20Gi' } });
    expect(await verify()).toMatchObject({ result: 'worked' });
    expect(await growClaim.inverse(world.tools, plan)).toMatchObject({ reason: 'nothing-to-return-to' });
  });

  it('never shrinks, and asks again for what is likelier a typing mistake', async () => {
    makeClaim(world);
    const refusals = [
      ['5Gi', 'is less, and a claim never shrinks'],
      ['10240Mi', 'asks for 10Gi already'],
      ['1Ti', 'more than 10 times'],
      ['x', 'Say how large'],
    ] as const;
    for (const [size, message] of refusals)
      expect(await makePlan(world.tools, to(size))).toMatchObject({
        message: expect.stringContaining(message),
      });
  });

  it('says that the class or a quota does not allow it', async () => {
    makeClaim(world, { expansion: false });
    expect(await makePlan(world.tools, to('20Gi'))).toMatchObject({
      reason: 'bad-value',
      message: expect.stringContaining('storage class fast of pvc/data-cart-0 does not let volumes grow'),
    });
    world.kubernetes.change({ resource: 'storageclasses.storage.k8s.io', name: 'fast' }, (one) => {
      one['allowVolumeExpansion'] = true;
    });
    world.kubernetes.apply({
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'disk', namespace: 'shop' },
      spec: { hard: { 'requests.storage': '15Gi' } },
    });
    expect(await makePlan(world.tools, to('20Gi'))).toMatchObject({
      reason: 'forbidden',
      message: expect.stringContaining('exceeded quota: disk'),
    });
    expect(await planOf(world.tools, to('12Gi'))).toMatchObject({ dryRun: { accepted: true } });
    setStatus({ phase: 'Pending' });
    expect(await makePlan(world.tools, to('12Gi'))).toMatchObject({
      message: expect.stringContaining('is Pending'),
    });
  });

  it('goes on without the right to read classes, and says what it does not know', async () => {
    makeClaim(world);
    world.kubernetes.injectFault({
      method: 'GET',
      path: /storageclasses/,
      fault: { kind: 'error', status: 403 },
      times: 1,
    });
    expect((await planOf(world.tools, to('20Gi'))).warnings.join()).toContain('is unknown');
  });

  it('changes nothing when somebody asked for another size since', async () => {
    makeClaim(world);
    const plan = await planOf(world.tools, to('20Gi'));
    world.kubernetes.change(claimKey, (one) => {
      Object.assign(one['spec'] as object, { resources: { requests: { storage: '15Gi' } } });
    });
    expect(await carry(world.tools, plan, 'exec1')).toMatchObject({ outcome: 'world-moved' });
    expect(world.mutations()).toEqual([]);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePlan } from '../../src/actions/make-plan.ts';
import { syncSecret } from '../../src/actions/sync-secret.ts';
import { credentials, credentialsKey, makeCredentials } from './support/custom-objects.ts';
import { carry, planOf } from './support/plan-of.ts';
import { startShopWorld, type ShopWorld } from './support/shop-world.ts';

let world: ShopWorld;
beforeEach(async () => {
  world = await startShopWorld();
  makeCredentials(world);
});
afterEach(async () => world.stop());

const ask = { action: 'sync-secret', target: credentials } as const;
const setStatus = (status: object): void => {
  world.kubernetes.change(credentialsKey, (one) => {
    one['status'] = status;
  });
};
const ready = (status: 'True' | 'False', at: string, message = 'secret synced') => ({
  conditions: [{ type: 'Ready', status, message, lastTransitionTime: at }],
});

describe('sync-secret', () => {
  it('sets the annotation that the documentation names, and waits for a later refreshTime', async () => {
    setStatus({ refreshTime: '2026-11-24T01:00:00Z', ...ready('True', '2026-11-20T01:00:00Z') });
    const plan = await planOf(world.tools, ask);
    expect(plan).toMatchObject({
      title: 'Sync es/db-credentials in shop on prod now',
      diff: ['- last read 2026-11-24T01:00:00Z', '+ secret/db is read from ClusterSecretStore vault now'],
      reversible: false,
    });
    expect(plan.warnings).toEqual([expect.stringContaining('until they are restarted')]);
    expect(await carry(world.tools, plan, 'exec1')).toMatchObject({ outcome: 'answered' });
    expect(world.mutations()).toHaveLength(1);
    expect(world.kubernetes.read(credentialsKey)?.metadata.annotations).toMatchObject({
      'force-sync': expect.stringMatching(/^\d{10}$/),
      'middlewatch.dev/execution': 'middlewatch-sync-secret-exec1',
    });

    const since = Date.parse('2026-11-24T01:30:00Z');
    const verify = async () => syncSecret.verify(world.tools, plan, { since, stableMs: 0 });
    expect(await verify()).toMatchObject({ atDeadline: { result: 'unknown' } });
    setStatus({
      refreshTime: '2026-11-24T01:00:00Z',
      ...ready('False', '2026-11-24T01:30:01Z', 'permission denied'),
    });
    expect(await verify()).toMatchObject({
      result: 'no-effect',
      sentence: expect.stringContaining('permission denied'),
    });
    setStatus({ refreshTime: '2026-11-24T01:30:02Z', ...ready('True', '2026-11-24T01:30:02Z') });
    expect(await verify()).toMatchObject({ result: 'worked' });
    expect(await syncSecret.inverse(world.tools, plan)).toMatchObject({ reason: 'nothing-to-return-to' });
  });

  it('says that it failed before, and does not take the old failure for a new one', async () => {
    setStatus(ready('False', '2026-11-24T01:00:00Z', 'vault is sealed'));
    const plan = await planOf(world.tools, ask);
    expect(plan.warnings.join()).toContain('The last attempt failed: vault is sealed');
    await carry(world.tools, plan, 'exec1');
    const since = Date.parse('2026-11-24T01:30:00Z');
    expect(await syncSecret.verify(world.tools, plan, { since, stableMs: 0 })).toMatchObject({
      pending: expect.stringContaining('still not ready'),
      atDeadline: { result: 'no-effect' },
    });
  });

  it('refuses one that is read only once, and a cluster without External Secrets', async () => {
    makeCredentials(world, { refreshPolicy: 'CreatedOnce' });
    expect(await makePlan(world.tools, ask)).toMatchObject({
      message: expect.stringContaining('read once and never again'),
    });
    expect(await makePlan(world.tools, { ...ask, target: { ...credentials, name: 'other' } })).toMatchObject({
      reason: 'not-found',
    });
  });
});

import { describe, expect, test } from 'vitest';
import type { DueItem } from '../../../src/model/due.ts';
import type { Store } from '../../../src/store/store.ts';
import { engines } from '../support/test-database.ts';
import { openTestEngine, startTime } from '../support/test-store.ts';

const mark = (key: string, inMs?: number) => ({
  kind: 'enrich' as const,
  key,
  ...(inMs !== undefined && { inMs }),
});

async function claim(store: Store, limit = 10): Promise<readonly DueItem[]> {
  return await store.claimDue({ owner: 'me', leaseMs: 1_000, limit });
}

async function claimOne(store: Store): Promise<DueItem> {
  const [item] = await claim(store, 1);
  if (item === undefined) throw new Error('nothing is due');
  return item;
}

describe.each(engines)('on %s', (engine) => {
  test('the clock of due times can be read', async () => {
    const { store, clock } = await openTestEngine(engine);
    expect(await store.readClock()).toBe(startTime);
    clock.advance(500);
    expect(await store.readClock()).toBe(startTime + 500);
  });

  test('what is due is taken oldest first, what is not yet is left', async () => {
    const { store, clock } = await openTestEngine(engine);
    await store.markDue([mark('later', 500), mark('now'), mark('soon', 100)]);
    expect((await claim(store)).map(({ key }) => key)).toEqual(['now']);
    expect(await store.nextDueInMs()).toBe(100);
    clock.advance(500);
    expect((await claim(store, 1)).map(({ key }) => key)).toEqual(['soon']);
    expect((await claim(store)).map(({ key }) => key)).toEqual(['later']);
  });

  test('kinds are taken apart; none wanted, none taken', async () => {
    const { store } = await openTestEngine(engine);
    await store.markDue([mark('a'), { kind: 'publish', key: 'b' }]);
    const take = async (kinds: readonly DueItem['kind'][]) =>
      (await store.claimDue({ owner: 'me', leaseMs: 1_000, limit: 10, kinds })).map(({ key }) => key);
    expect(await take([])).toEqual([]);
    expect(await take(['publish', 'input'])).toEqual(['b']);
    expect(await take(['enrich'])).toEqual(['a']);
  });

  test('marking again makes it earlier, never later', async () => {
    const { store } = await openTestEngine(engine);
    await store.markDue([mark('a', 500)]);
    await store.markDue([mark('a', 900)]);
    expect(await store.nextDueInMs()).toBe(500);
    await store.markDue([mark('a', 200)]);
    expect(await store.nextDueInMs()).toBe(200);
  });

  test('a lease keeps others away until it runs out by the clock of the database; the attempt is counted', async () => {
    const { store, clock } = await openTestEngine(engine);
    await store.markDue([mark('a')]);
    expect(await claimOne(store)).toMatchObject({ key: 'a', attempt: 1 });
    clock.advance(999);
    expect(await claim(store)).toEqual([]);
    expect(await store.nextDueInMs()).toBe(1);
    clock.advance(1);
    expect(await claimOne(store)).toMatchObject({ key: 'a', attempt: 2 });
  });

  test('completed is gone; marked again meanwhile stays due, with a fresh count', async () => {
    const { store } = await openTestEngine(engine);
    await store.markDue([mark('a')]);
    const item = await claimOne(store);
    await store.markDue([mark('a')]);
    expect(await claim(store), 'the lease still runs').toEqual([]);
    await store.completeDue(item);
    const again = await claimOne(store);
    expect(again).toMatchObject({ key: 'a', attempt: 1 });
    expect(again.version).toBeGreaterThan(item.version);
    await store.completeDue(again);
    expect(await store.nextDueInMs()).toBeUndefined();
  });

  test('marked for later while it is worked on: due then, not at once', async () => {
    const { store } = await openTestEngine(engine);
    await store.markDue([mark('a')]);
    const item = await claimOne(store);
    await store.markDue([mark('a', 5_000)]);
    await store.markDue([mark('a', 3_000)]);
    await store.markDue([mark('a', 4_000)]);
    await store.completeDue(item);
    expect(await store.nextDueInMs()).toBe(3_000);
  });

  test('a lease that runs out is taken again at once, even if it was marked for much later meanwhile', async () => {
    const { store, clock } = await openTestEngine(engine);
    await store.markDue([mark('a')]);
    await claimOne(store);
    await store.markDue([mark('a', 3_600_000)]);
    clock.advance(1_000);
    expect(await claimOne(store)).toMatchObject({ attempt: 2 });
  });

  test('the next of some kinds only: what others, or only a newer version, can do wakes nobody', async () => {
    const { store } = await openTestEngine(engine);
    await store.markDue([
      { kind: 'publish', key: 'm' },
      { kind: 'close', key: 'i', inMs: 700 },
    ]);
    expect(await store.nextDueInMs(['close', 'input'])).toBe(700);
    expect(await store.nextDueInMs(['close', 'publish'])).toBe(0);
    expect(await store.nextDueInMs(['input'])).toBeUndefined();
  });

  test('what another left when it died can be taken before what waits, which came later', async () => {
    const { store, clock } = await openTestEngine(engine);
    await store.markDue([mark('left')]);
    await claimOne(store);
    clock.advance(500);
    await store.markDue([mark('waits')]);
    const interrupted = { owner: 'me', leaseMs: 1_000, limit: 10, only: 'interrupted' as const };
    expect(await store.claimDue(interrupted)).toEqual([]);
    clock.advance(500);
    expect(await store.claimDue({ ...interrupted, kinds: ['publish'] })).toEqual([]);
    expect(await store.claimDue({ ...interrupted, kinds: ['enrich'] })).toMatchObject([
      { key: 'left', attempt: 2 },
    ]);
    expect(await claim(store)).toMatchObject([{ key: 'waits', attempt: 1 }]);
  });

  test('postponed is due later, keeps counting, and an earlier mark meanwhile wins', async () => {
    const { store, clock } = await openTestEngine(engine);
    await store.markDue([mark('a')]);
    await store.postponeDue(await claimOne(store), 2_000, 'the API server did not answer');
    expect(await store.nextDueInMs()).toBe(2_000);
    clock.advance(2_000);
    const second = await claimOne(store);
    expect(second.attempt).toBe(2);
    await store.markDue([mark('a', 100)]);
    await store.postponeDue(second, 60_000);
    expect(await store.nextDueInMs()).toBe(100);
  });

  test('a worker whose lease ran out can neither free nor delay what another took since', async () => {
    const { store, clock } = await openTestEngine(engine);
    await store.markDue([mark('a')]);
    const lost = await claimOne(store);
    clock.advance(1_000);
    await claimOne(store);
    await store.postponeDue(lost, 0);
    expect(await claim(store)).toEqual([]);
  });

  test('a completion tells whether its lease still ran', async () => {
    const { store, clock } = await openTestEngine(engine);
    await store.markDue([mark('a')]);
    const lost = await claimOne(store);
    clock.advance(1_000);
    const again = await claimOne(store);
    await store.markDue([mark('a')]);
    expect(await store.completeDue(lost)).toBe('lost');
    expect(await store.completeDue(again)).toBe('held');
    const last = await claimOne(store);
    expect(await store.completeDue(last)).toBe('held');
    expect(await store.completeDue(last)).toBe('lost');
  });

  test('a late completion does not take away what was marked after everything was done', async () => {
    const { store, clock } = await openTestEngine(engine);
    await store.markDue([mark('a')]);
    const lost = await claimOne(store);
    clock.advance(1_000);
    await store.completeDue(await claimOne(store));
    await store.markDue([mark('a')]);
    await claimOne(store);
    await store.completeDue(lost);
    clock.advance(1_000);
    expect(await claimOne(store)).toMatchObject({ key: 'a', attempt: 2 });
  });

  test('a renewed lease runs on; one that another took since, or that is done, is not renewed', async () => {
    const { store, clock } = await openTestEngine(engine);
    await store.markDue([mark('a'), mark('b'), mark('c')]);
    const items = await claim(store);
    clock.advance(900);
    // Marked again meanwhile: still the same lease.
    await store.markDue([mark('a')]);
    expect(await store.renewDue([items[0]!], 1_000)).toEqual([items[0]]);
    await store.completeDue(items[2]!);
    clock.advance(100);
    const taken = await claim(store);
    expect(taken).toMatchObject([{ key: 'b', attempt: 2 }]);
    expect(await store.renewDue(items, 1_000)).toEqual([items[0]]);
    expect(await store.renewDue(taken, 1_000)).toEqual(taken);
    expect(await store.renewDue([], 1_000)).toEqual([]);
  });
});

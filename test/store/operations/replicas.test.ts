import { describe, expect, test } from 'vitest';
import { allMigrations } from '../../../src/store/migrations/all-migrations.ts';
import { engines } from '../support/test-database.ts';
import { openTestEngine, startTime } from '../support/test-store.ts';

const replica = (id: string) => ({
  id,
  name: `bot-${id}`,
  version: '0.1.0',
  parts: [{ name: 'slack', state: 'ok' as const, detail: 'Socket Mode' }],
});

describe.each(engines)('who works on the store, on %s', (engine) => {
  test('each process has a row: its version, the schema it knows, since when, and when it was last heard', async () => {
    const { store, clock } = await openTestEngine(engine);
    await store.announceReplica(replica('a'));
    clock.advance(5_000);
    await store.announceReplica(replica('b'));
    await store.announceReplica({ ...replica('a'), parts: [] });
    const { at, schema, replicas } = await store.readOverview();
    expect(at).toBe(startTime + 5_000);
    expect(schema).toBe(allMigrations.length);
    expect(replicas).toEqual([
      {
        ...replica('a'),
        parts: [],
        knownSchema: allMigrations.length,
        startedAt: startTime,
        seenAt: startTime + 5_000,
      },
      {
        ...replica('b'),
        knownSchema: allMigrations.length,
        startedAt: startTime + 5_000,
        seenAt: startTime + 5_000,
      },
    ]);
  });

  test('one that ends is gone at once, one that fell silent after an hour', async () => {
    const { store, clock } = await openTestEngine(engine);
    const names = async () => (await store.readOverview()).replicas.map(({ name }) => name);
    for (const id of ['ends', 'dies', 'lives']) await store.announceReplica(replica(id));
    await store.forgetReplica('ends');
    expect(await names()).toEqual(['bot-dies', 'bot-lives']);
    clock.advance(60 * 60_000 + 1);
    await store.announceReplica(replica('lives'));
    expect(await names()).toEqual(['bot-lives']);
  });

  test('leases by owner and kind with the one that ends first; queues with what waits longest', async () => {
    const { store, clock } = await openTestEngine(engine);
    await store.markDue([
      { kind: 'publish', key: 'm1' },
      { kind: 'publish', key: 'm2' },
      { kind: 'close', key: 'later', inMs: 60_000 },
    ]);
    clock.advance(1_000);
    await store.markDue([
      { kind: 'enrich', key: 'i1' },
      { kind: 'enrich', key: 'i2' },
      { kind: 'enrich', key: 'i3' },
    ]);
    await store.claimDue({ owner: 'a', leaseMs: 12_000, limit: 1, kinds: ['publish'] });
    clock.advance(500);
    await store.claimDue({ owner: 'a', leaseMs: 12_000, limit: 1, kinds: ['publish'] });
    const [failed] = await store.claimDue({ owner: 'b', leaseMs: 12_000, limit: 1, kinds: ['enrich'] });
    await store.postponeDue(failed!, 0, 'the API server is away');
    await store.claimDue({ owner: 'b', leaseMs: 12_000, limit: 1, kinds: ['enrich'] });

    const { leases, queues, writer } = await store.readOverview();
    expect(leases).toEqual([
      { owner: 'a', kind: 'publish', count: 2, key: 'm1', until: startTime + 13_000 },
      { owner: 'b', kind: 'enrich', count: 1, key: 'i2', until: startTime + 13_500 },
    ]);
    expect(queues).toEqual([
      { kind: 'close', count: 1, waiting: 0 },
      {
        kind: 'enrich',
        count: 3,
        waiting: 2,
        oldest: { key: 'i3', dueAt: startTime + 1_000, attempt: 0 },
      },
      { kind: 'publish', count: 2, waiting: 0 },
    ]);
    expect(writer).toBeUndefined();

    clock.advance(12_000);
    const later = await store.readOverview();
    expect(later.leases, 'a lease that ran out is nobody’s').toEqual([]);
    expect(later.queues.find(({ kind }) => kind === 'publish')).toMatchObject({
      waiting: 2,
      oldest: { key: 'm1', attempt: 1 },
    });
  });

  test('nobody and nothing', async () => {
    const { store } = await openTestEngine(engine);
    expect(await store.readOverview()).toMatchObject({ replicas: [], leases: [], queues: [] });
  });
});

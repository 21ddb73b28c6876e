import { describe, expect, test } from 'vitest';
import type { Watchdog } from '../../../src/model/watchdog.ts';
import { drainDue } from '../support/examples.ts';
import { engines } from '../support/test-database.ts';
import { openTestEngine, startTime } from '../support/test-store.ts';

const heard = (changes: Partial<Watchdog> = {}): Watchdog => ({
  source: 'alertmanager',
  cluster: 'prod',
  heardAt: startTime,
  gaps: [],
  ended: false,
  ...changes,
});

describe.each(engines)('on %s', (engine) => {
  test('the newest of each sender and cluster is kept, and looked at', async () => {
    const { store } = await openTestEngine(engine);
    await store.recordWatchdogs([heard(), heard({ cluster: 'a/b' })]);
    expect(await drainDue(store)).toEqual(['watchdog alertmanager/a%2Fb', 'watchdog alertmanager/prod']);
    await store.recordWatchdogs([heard({ heardAt: startTime + 5, gaps: [5] })]);
    await store.recordWatchdogs([heard({ heardAt: startTime + 1 })]);
    expect(await store.listWatchdogs()).toEqual([
      heard({ cluster: 'a/b' }),
      heard({ heardAt: startTime + 5, gaps: [5] }),
    ]);
    await store.recordWatchdogs([heard({ heardAt: startTime + 5, ended: true })]);
    expect((await store.listWatchdogs())[1]?.ended).toBe(true);
  });
});

import { describe, expect, test } from 'vitest';
import { engines } from '../support/test-database.ts';
import { openTestEngine } from '../support/test-store.ts';

const post = { name: 'post/C1', intervalMs: 1000, burst: 1 };
const workspace = { name: 'post', intervalMs: 250, burst: 3 };

describe.each(engines)('on %s', (engine) => {
  test('whoever asks, no more calls leave than all budgets allow', async () => {
    const { store, clock } = await openTestEngine(engine);
    expect(await store.takeSlackTurn([post, workspace])).toBeUndefined();
    expect(await store.takeSlackTurn([post, workspace])).toEqual({ name: 'post/C1', waitMs: 1000 });
    const other = { ...post, name: 'post/C2' };
    expect(await store.takeSlackTurn([other, workspace])).toBeUndefined();
    clock.advance(1000);
    expect(await store.takeSlackTurn([post])).toBeUndefined();
    expect(await store.takeSlackTurn([])).toBeUndefined();
  });

  test('many that ask at once get as many turns as there are, in whatever order they name the budgets', async () => {
    const { store, clock } = await openTestEngine(engine);
    const wide = { name: 'edit', intervalMs: 1000, burst: 4 };
    const take = async (index: number) =>
      store.takeSlackTurn(index % 2 === 0 ? [wide, workspace] : [workspace, wide]);
    const taken = async (count: number) =>
      (await Promise.all(Array.from({ length: count }, (_, index) => take(index)))).filter(
        (wait) => wait === undefined,
      ).length;
    // The first ones find no rows that they could wait for.
    for (const rate of [wide, workspace]) await store.takeSlackTurn([rate]);
    expect(await taken(20)).toBe(2);
    clock.advance(500);
    expect(await taken(20)).toBe(1);
  });

  test("a rest that Slack told one process holds for all, and another's shorter one does not end it", async () => {
    const { store, clock } = await openTestEngine(engine);
    await store.restSlack(workspace, 30_000);
    await store.restSlack(workspace, 1_000);
    expect(await store.takeSlackTurn([post, workspace])).toEqual({ name: 'post', waitMs: 30_000 });
    // Nothing was taken out of the other.
    expect(await store.takeSlackTurn([post])).toBeUndefined();
    clock.advance(30_000);
    expect(await store.takeSlackTurn([post, workspace])).toBeUndefined();
  });
});

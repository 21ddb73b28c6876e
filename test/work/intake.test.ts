import { expect, it } from 'vitest';
import { createLogger } from '../../src/observe/logger.ts';
import type { TakenDelivery } from '../../src/store/store.ts';
import { createIntake } from '../../src/work/intake.ts';

function intake(
  taken: TakenDelivery | 'conflict' | undefined,
  opened: (severity: string) => void = () => {},
) {
  return createIntake({ take: async () => Promise.resolve(taken), log: createLogger('silent'), opened });
}

it('is finished with what was done before, and tries again after a conflict', async () => {
  expect(await intake(undefined)('one', 1)).toEqual({ done: true });
  expect(await intake('conflict')('one', 1)).toEqual({ againInMs: 20 });
});

it('lets the event loop turn while it tells of ten thousand incidents', async () => {
  const opened = Array.from({ length: 10_000 }, (_, index) => ({
    id: `incident-${index}`,
    key: `key-${index}`,
    severity: 'warning' as const,
  }));
  let told = 0;
  const between: number[] = [];
  let turning = true;
  const turn = (): void => {
    between.push(told);
    if (turning) setImmediate(turn);
  };
  setImmediate(turn);
  await intake({ opened, changed: [] }, () => (told += 1))('one', 1);
  turning = false;
  between.push(told);
  expect(told).toBe(10_000);
  const atOnce = between.map((count, index) => count - (between[index - 1] ?? 0));
  expect(Math.max(...atOnce)).toBeLessThanOrEqual(100);
});

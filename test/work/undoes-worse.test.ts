import { expect, it } from 'vitest';
import type { ActionRequest } from '../../src/model/action-request.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { undoesWorse } from '../../src/work/undoes-worse.ts';
import { requestExample } from '../store/support/examples.ts';

const at = 1_000_000;
const minute = 60_000;
const ana = { slackUser: 'U_ANA', user: 'ana@example.com', groups: [] };
const judge = async (result: Verdict['result'], now: number, person = ana): Promise<unknown> => {
  const done: ActionRequest = requestExample({
    state: 'done',
    execution: { id: 'x', startedAt: at, verdict: { result, sentence: '', at } },
  });
  const store = { loadRequest: async (id: string) => (id === 'request-1' ? done : undefined) };
  return undoesWorse({ store, now: () => now }, 'request-1', person);
};

it('is so for ten minutes after that verdict, for who asked, by whichever account', async () => {
  expect(await judge('worse', at + 9 * minute)).toBe('worse-own-action');
  expect(await judge('worse', at + 9 * minute, { ...ana, slackUser: 'U_ANN' })).toBe('worse-own-action');
  expect(await judge('worse', at + 10 * minute)).toBeUndefined();
});

it('is not so for others, nor after another verdict, nor of anything else', async () => {
  const bo = { slackUser: 'U_BO', user: 'bo@example.com', groups: [] };
  expect(await judge('worse', at, bo)).toBeUndefined();
  for (const result of ['worked', 'no-effect', 'unknown'] as const)
    expect(await judge(result, at)).toBeUndefined();
  const store = { loadRequest: async () => undefined };
  expect(await undoesWorse({ store, now: () => at }, 'gone', ana)).toBeUndefined();
  expect(await undoesWorse({ store, now: () => at }, undefined, ana)).toBeUndefined();
});

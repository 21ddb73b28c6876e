import { WebAPIRateLimitedError, WebClient } from '@slack/web-api';
import { expect, it } from 'vitest';
import { ownBudgets } from '../../../src/slack/web/own-budgets.ts';
import { SlackCaller } from '../../../src/slack/web/slack-caller.ts';
import type { Store } from '../../../src/store/store.ts';
import { openTestEngine } from '../../store/support/test-store.ts';

const post = { name: 'post/C1', intervalMs: 1000, burst: 1 };

/** The caller of a bot that was just started on a store. */
function startCaller(store: Store): SlackCaller {
  return new SlackCaller({
    client: new WebClient('xoxb-none'),
    monotonicNow: () => 0,
    shared: ownBudgets(store),
    observe: () => undefined,
    signal: new AbortController().signal,
  });
}

it('a bot that is started anew rests for as long as Slack told it before, in that budget alone', async () => {
  const { store, clock } = await openTestEngine('sqlite');
  const limited = new WebAPIRateLimitedError(30);
  await expect(
    startCaller(store).call('chat.postMessage', post, async () => Promise.reject(limited)),
  ).rejects.toMatchObject({ problem: { kind: 'limited', retryInMs: 30_000 } });
  clock.advance(10_000);
  const turn = async (name: string) => startCaller(store).turn('card/1', [{ ...post, name }], 0);
  await expect(turn('post/C1')).rejects.toMatchObject({ problem: { kind: 'limited', retryInMs: 20_000 } });
  await turn('post/C2');
  clock.advance(20_000);
  await turn('post/C1');
});

it('a store that fails, or a clock that was set back, keeps nobody from Slack', async () => {
  const { store, clock } = await openTestEngine('sqlite');
  await ownBudgets(store).restSlack(post, 30_000);
  clock.advance(-3_600_000);
  expect(await ownBudgets(store).takeSlackTurn([post])).toBeUndefined();
  await store.close();
  expect(await ownBudgets(store).takeSlackTurn([post])).toBeUndefined();
});

import type { SharedBudgets } from './slack-caller.ts';

/**
 * Slack's own rests are a minute or so. A longer one in the store is of a clock that was set back since: believed, it would
 * keep the bot from Slack for as long.
 */
const longestBelievedMs = 5 * 60_000;

/**
 * Budgets in the store of one process alone, so that it starts with what it left them at: otherwise a restart amid a storm
 * would send at once what Slack told it to wait with. The process keeps to them by itself too, so that a store that fails
 * keeps nobody from Slack; it says so by all else that it does.
 */
export function ownBudgets(store: SharedBudgets): SharedBudgets {
  return {
    async takeSlackTurn(rates) {
      const held = await store.takeSlackTurn(rates).catch(() => undefined);
      return held !== undefined && held.waitMs > longestBelievedMs ? undefined : held;
    },
    async restSlack(rate, milliseconds) {
      await store.restSlack(rate, milliseconds);
    },
  };
}

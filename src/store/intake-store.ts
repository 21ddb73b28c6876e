import type { Store, TakenDelivery } from './store.ts';

/** The part of the store that intake decides from and writes to; all within one transaction where intake runs in the store's thread. */
export type IntakeStore = Pick<
  Store,
  'loadIntake' | 'applyIntake' | 'loadTraffic' | 'listWatchdogs' | 'recordWatchdogs'
>;

/**
 * Puts the alerts of one delivery into their incidents. `conflict`: somebody changed one of them meanwhile, nothing is
 * written; undefined: it was done before.
 * @param now milliseconds by the store's clock
 */
export type TakeDelivery = (
  store: IntakeStore,
  deliveryId: string,
  now: number,
) => Promise<TakenDelivery | 'conflict' | undefined>;

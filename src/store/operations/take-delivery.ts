import type { IntakeStore, TakeDelivery } from '../intake-store.ts';
import type { IntakeView, TakenDelivery } from '../store.ts';
import type { Transaction } from '../transaction.ts';
import { applyIntake } from './apply-intake.ts';
import { listWatchdogs } from './list-watchdogs.ts';
import { loadIntake, withIncidents } from './load-intake.ts';
import { loadTraffic } from './load-traffic.ts';
import { recordWatchdogs } from './record-watchdogs.ts';

/**
 * Reads, decides and writes within one transaction, in the store's thread: ten thousand alerts that went to the main
 * thread and back would stop it for as long as they take to copy, and nobody can change an incident meanwhile.
 */
export async function takeDelivery(
  transaction: Transaction,
  deliveryId: string,
  take: TakeDelivery,
): Promise<TakenDelivery | 'conflict' | undefined> {
  const [clock] = await transaction.query<{ at: number }>('SELECT now_ms() AS at');
  if (clock === undefined) throw new Error('the database tells no time');
  return await take(intakeStoreOn(transaction), deliveryId, clock.at);
}

function intakeStoreOn(transaction: Transaction): IntakeStore {
  // Nobody else writes in this transaction: the delivery is as it was when it was read first.
  const heard = new Map<string, IntakeView>();
  return {
    async loadIntake(deliveryId, keys) {
      const before = heard.get(deliveryId);
      if (before !== undefined && keys !== undefined) return await withIncidents(transaction, before, keys);
      const view = await loadIntake(transaction, deliveryId, keys);
      if (view !== undefined) heard.set(deliveryId, view);
      return view;
    },
    applyIntake: async (deliveryId, decision) => applyIntake(transaction, deliveryId, decision),
    loadTraffic: async () => loadTraffic(transaction),
    listWatchdogs: async () => listWatchdogs(transaction),
    recordWatchdogs: async (watchdogs) => recordWatchdogs(transaction, watchdogs),
  };
}

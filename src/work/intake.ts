import type { Severity } from '../model/severity.ts';
import type { Logger } from '../observe/logger.ts';
import type { TakenDelivery } from '../store/store.ts';
import { finished, type WorkHandler } from './worker.ts';

export interface IntakeTools {
  /** Puts the alerts of one delivery into their incidents; see the store's takeDelivery. */
  take: (deliveryId: string) => Promise<TakenDelivery | 'conflict' | undefined>;
  log: Logger;
  opened: (severity: Severity) => void;
}

/** After a conflict it is read and decided again. */
const afterConflictMs = 20;
/** Lines of the log between two turns of the event loop: one delivery may open ten thousand incidents. */
const linesATurn = 50;

/** Alerts of one delivery → incidents, counted and logged. */
export function createIntake({ take, log, opened }: IntakeTools): WorkHandler {
  return async (delivery) => {
    const taken = await take(delivery);
    if (taken === undefined) return finished;
    if (taken === 'conflict') return { againInMs: afterConflictMs };
    await inTurns(taken.opened, ({ id, key, severity, storm }) => {
      opened(severity);
      log.info({ delivery, incident: id, key, severity, storm }, 'incident opened');
    });
    await inTurns(taken.changed, ({ name, state }) => {
      log.info({ delivery, incident: name, state }, 'incident moved');
    });
    return finished;
  };
}

async function inTurns<Item>(items: readonly Item[], tell: (item: Item) => void): Promise<void> {
  for (const [index, item] of items.entries()) {
    if (index > 0 && index % linesATurn === 0) await new Promise((resolve) => setImmediate(resolve));
    tell(item);
  }
}

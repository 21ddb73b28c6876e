import { correlate } from '../incidents/correlate.ts';
import type { IntakeOptions } from '../incidents/intake-options.ts';
import { incidentName } from '../model/incident.ts';
import type { Severity } from '../model/severity.ts';
import type { Logger } from '../observe/logger.ts';
import type { Store } from '../store/store.ts';
import { finished, type WorkHandler } from './worker.ts';

export interface IntakeTools {
  store: Pick<Store, 'loadIntake' | 'applyIntake'>;
  options: Omit<IntakeOptions, 'now'>;
  now: () => number;
  log: Logger;
  opened: (severity: Severity) => void;
}

/** Alerts of one delivery → incidents. A conflict means that somebody changed one of them meanwhile: read and decide again. */
export function createIntake(tools: IntakeTools): WorkHandler {
  return async (deliveryId) => {
    const view = await tools.store.loadIntake(deliveryId);
    if (view === undefined) return finished;
    const decision = correlate(view, { ...tools.options, now: tools.now() });
    if ((await tools.store.applyIntake(deliveryId, decision)) === 'conflict') return { againInMs: 20 };
    for (const incident of decision.opened) {
      tools.opened(incident.severity);
      tools.log.info(
        { delivery: deliveryId, incident: incident.id, key: incident.key, severity: incident.severity },
        'incident opened',
      );
    }
    for (const incident of decision.changed) {
      tools.log.info(
        { delivery: deliveryId, incident: incidentName(incident), state: incident.state },
        'incident moved',
      );
    }
    return finished;
  };
}

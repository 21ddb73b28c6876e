import { correlate } from '../incidents/correlate.ts';
import type { StormLimits } from '../incidents/card-reason.ts';
import { asksForCards, foldStorm } from '../incidents/fold-storm.ts';
import { incidentKeys } from '../incidents/incident-keys.ts';
import type { IntakeOptions } from '../incidents/intake-options.ts';
import { incidentName } from '../model/incident.ts';
import type { Severity } from '../model/severity.ts';
import type { Logger } from '../observe/logger.ts';
import type { DueMark, IntakeDecision, Store } from '../store/store.ts';
import { hearDelivered } from './hear-watchdogs.ts';
import { finished, type WorkHandler } from './worker.ts';

export interface IntakeTools {
  store: Pick<Store, 'loadIntake' | 'applyIntake' | 'loadTraffic' | 'listWatchdogs' | 'recordWatchdogs'>;
  options: Omit<IntakeOptions, 'now'>;
  /** How many incidents get cards of their own. */
  limits: StormLimits;
  now: () => number;
  log: Logger;
  opened: (severity: Severity) => void;
  /** Clusters whose Alertmanager is asked: at once for a new alert, while it is sure to be listed. */
  reconciled: ReadonlySet<string>;
}

/** Alerts of one delivery → incidents. A conflict means that somebody changed one of them meanwhile: read and decide again. */
export function createIntake(tools: IntakeTools): WorkHandler {
  return async (deliveryId) => {
    const heard = await tools.store.loadIntake(deliveryId, []);
    if (heard === undefined) return finished;
    const view = await tools.store.loadIntake(deliveryId, incidentKeys(heard, tools.options));
    if (view === undefined) return finished;
    await hearDelivered(tools.store, view, tools.options.defaultCluster);
    const now = tools.now();
    const alone = correlate(view, { ...tools.options, now });
    const decided = asksForCards(alone)
      ? foldStorm(alone, await tools.store.loadTraffic(), {
          limits: tools.limits,
          newId: tools.options.newId,
          now,
        })
      : alone;
    const decision = { ...decided, due: [...(decided.due ?? []), ...looksAt(decided, tools.reconciled)] };
    if ((await tools.store.applyIntake(deliveryId, decision)) === 'conflict') return { againInMs: 20 };
    for (const incident of decision.opened) {
      tools.opened(incident.severity);
      tools.log.info(
        {
          delivery: deliveryId,
          incident: incident.id,
          key: incident.key,
          severity: incident.severity,
          storm: incident.folded?.storm,
        },
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

function looksAt({ opened, changed }: IntakeDecision, reconciled: ReadonlySet<string>): DueMark[] {
  const firing = [...opened, ...changed].filter(({ firingCount }) => firingCount > 0);
  const clusters = new Set(firing.map(({ cluster }) => cluster));
  return [...clusters]
    .filter((cluster) => reconciled.has(cluster))
    .map((key) => ({ kind: 'reconcile' as const, key }));
}

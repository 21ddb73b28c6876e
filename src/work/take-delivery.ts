import { correlate } from '../incidents/correlate.ts';
import type { StormLimits } from '../incidents/card-reason.ts';
import { asksForCards, foldStorm } from '../incidents/fold-storm.ts';
import { incidentKeys } from '../incidents/incident-keys.ts';
import type { IntakeOptions } from '../incidents/intake-options.ts';
import { incidentName } from '../model/incident.ts';
import type { TakeDelivery } from '../store/intake-store.ts';
import type { DueMark, IntakeDecision, TakenDelivery } from '../store/store.ts';
import { hearDelivered } from './hear-watchdogs.ts';

export interface TakeDeliveryRules {
  options: Omit<IntakeOptions, 'now'>;
  /** How many incidents get cards of their own. */
  limits: StormLimits;
  /** Clusters whose Alertmanager is asked: at once for a new alert, while it is sure to be listed. */
  reconciled: ReadonlySet<string>;
}

/** The alerts of one delivery → incidents: reads, decides (pure), writes. */
export function takeDeliveryBy({ options, limits, reconciled }: TakeDeliveryRules): TakeDelivery {
  return async (store, deliveryId, now) => {
    const heard = await store.loadIntake(deliveryId, []);
    if (heard === undefined) return undefined;
    const view = await store.loadIntake(deliveryId, incidentKeys(heard, options));
    if (view === undefined) return undefined;
    await hearDelivered(store, view, options.defaultCluster);
    const alone = correlate(view, { ...options, now });
    const decided = asksForCards(alone)
      ? foldStorm(alone, await store.loadTraffic(), { limits, newId: options.newId, now })
      : alone;
    const decision = { ...decided, due: [...(decided.due ?? []), ...looksAt(decided, reconciled)] };
    if ((await store.applyIntake(deliveryId, decision)) === 'conflict') return 'conflict';
    return told(decision);
  };
}

function told({ opened, changed }: IntakeDecision): TakenDelivery {
  return {
    opened: opened.map(({ id, key, severity, folded }) => ({
      id,
      key,
      severity,
      ...(folded !== undefined && { storm: folded.storm }),
    })),
    changed: changed.map((incident) => ({ name: incidentName(incident), state: incident.state })),
  };
}

function looksAt({ opened, changed }: IntakeDecision, reconciled: ReadonlySet<string>): DueMark[] {
  const firing = [...opened, ...changed].filter(({ firingCount }) => firingCount > 0);
  const clusters = new Set(firing.map(({ cluster }) => cluster));
  return [...clusters]
    .filter((cluster) => reconciled.has(cluster))
    .map((key) => ({ kind: 'reconcile' as const, key }));
}

import { randomUUID } from 'node:crypto';
import { channelFor } from './config/channel-for.ts';
import type { Config } from './config/schema.ts';
import type { TakeDelivery } from './store/intake-store.ts';
import { takeDeliveryBy } from './work/take-delivery.ts';

/** What intake goes by, as plain data: it is handed to the store's thread. */
export interface IntakeRules {
  defaultCluster: string;
  knownClusters: readonly string[];
  noise: readonly string[];
  closeAfterMs: number;
  slack: Pick<Config['slack'], 'routes' | 'channel'>;
  limits: { after: number; critical: number };
  /** Clusters whose Alertmanager is asked. */
  reconciled: readonly string[];
}

/** @param reconciled clusters whose Alertmanager is asked */
export function intakeRules(config: Config, reconciled: readonly string[]): IntakeRules {
  const clusters = config.clusters.map(({ name }) => name);
  const { noise, closeAfter, storm } = config.incidents;
  return {
    defaultCluster: clusters[0] ?? '',
    knownClusters: clusters,
    noise,
    closeAfterMs: closeAfter,
    slack: { routes: config.slack.routes, channel: config.slack.channel },
    limits: { after: storm.after, critical: storm.critical },
    reconciled,
  };
}

/** What the store's thread loads to put alerts into incidents. */
export function createTakeDelivery({ slack, limits, reconciled, ...names }: IntakeRules): TakeDelivery {
  return takeDeliveryBy({
    options: { ...names, newId: randomUUID, channelFor: channelFor(slack) },
    limits,
    reconciled: new Set(reconciled),
  });
}

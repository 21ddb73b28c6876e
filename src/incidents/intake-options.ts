import type { ClusterNames } from './choose-subject.ts';
import type { NoiseNames } from './noise.ts';

/** What correlation is given besides the data. */
export interface IntakeOptions extends ClusterNames, NoiseNames {
  /** Milliseconds since the epoch. */
  now: number;
  /** A new id for an incident, each time another. */
  newId: () => string;
  /** Where the card goes, by the labels of the gravest alert that opens the incident. */
  channelFor: (labels: Readonly<Record<string, string>>) => string;
  /** How long after it was resolved an incident is closed; 24 h when absent. */
  closeAfterMs?: number;
}

/** The actor of what happens without a person. */
export const bot = 'middlewatch';

/** DESIGN: closed = resolved for 24 h. */
export const defaultCloseAfterMs = 86_400_000;

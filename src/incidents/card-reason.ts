import { utcTime } from '../model/utc-time.ts';

/** How many incidents a channel gets cards for. */
export interface StormLimits {
  /** Incidents that may open within a minute in one channel, each with a card of its own. */
  after: number;
  /** Critical incidents beyond that which get one too, within a minute. */
  critical: number;
}

/** Why an incident has a card of its own, or has none. */
export type CardReason =
  /** Few enough open. */
  | 'below-limit'
  /** Critical, and few enough of those. */
  | 'critical'
  | 'folded'
  /** Critical, and too many of those too. */
  | 'folded-critical'
  /** A folded one became critical. */
  | 'worse'
  /** A folded one came back after its storm. */
  | 'back';

/** For the record; `/mw why` shows it. Undefined where a card of its own is what everybody expects. */
export function cardSentence(
  reason: CardReason,
  { after, critical }: StormLimits,
  stormSince: number | undefined,
): string | undefined {
  const since = stormSince === undefined ? '' : ` since ${utcTime(stormSince)}`;
  const storm = `Folded into the storm in this channel${since}: more than ${after} incidents opened within a minute`;
  switch (reason) {
    case 'below-limit':
      return undefined;
    case 'critical':
      return `It has a card of its own beside the storm${since}: it is critical`;
    case 'folded':
      return `${storm}, so it has no card of its own`;
    case 'folded-critical':
      return `${storm}, and ${critical} critical ones got cards beside it, so it has no card of its own`;
    case 'worse':
      return 'It got a card of its own: it became critical';
    case 'back':
      return 'It got a card of its own: it came back after its storm';
  }
}

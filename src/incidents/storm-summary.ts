import type { StormSnapshot } from '../model/storm.ts';
import { utcTime } from '../model/utc-time.ts';
import { stormCounts } from './storm-counts.ts';

/** One quiet line when a storm is over. Plain text, carries foreign text. */
export function stormSummary({ storm, groups }: StormSnapshot): string {
  const counts = stormCounts(groups);
  const [first] = counts.causes;
  const mostly = first === undefined ? '' : `, mostly ${first.alertName} (${first.count})`;
  const open =
    counts.open === 0
      ? 'All of them are resolved.'
      : `${counts.open} of them are still open: the card lists them.`;
  return `The storm that began at ${utcTime(storm.startedAt)} is over: ${counts.total} incidents were folded into it${mostly}. ${open} New ones get cards of their own again.`;
}

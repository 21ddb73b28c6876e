import type { MessageRecord } from '../../model/message.ts';
import type { Store } from '../../store/store.ts';
import type { DesiredMessage } from './render-message.ts';

/** What waited for longer is not news any more. Milliseconds. */
export const oldNewsMs = 10 * 60_000;
/** Old news of so long a time is one message. */
const digestMs = 10 * 60_000;

export interface OldNewsOptions {
  store: Pick<Store, 'foldOldNews'>;
  now: () => number;
}

/**
 * After Slack was away: what passed meanwhile (wakes, quiet lines, cards of incidents that are over) is told in one
 * message a channel. What still matters (cards of open incidents, plans) is posted by itself, however old.
 */
export async function isOldNews(
  record: MessageRecord,
  desired: DesiredMessage,
  { store, now }: OldNewsOptions,
): Promise<boolean> {
  const { id, kind, channel, ts, incidentId, state } = record;
  if (ts !== undefined || state !== 'wanted' || incidentId === undefined) return false;
  const passes = kind === 'wake' || kind === 'note' || (kind === 'card' && desired.over === true);
  if (!passes) return false;
  const digest = { id: `digest/${channel}/${Math.floor(now() / digestMs)}`, channel };
  return (await store.foldOldNews(id, { olderThanMs: oldNewsMs, digest })) === 'folded';
}

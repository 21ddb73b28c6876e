import type { Logger } from '../../observe/logger.ts';
import type { MessageRecord } from '../../model/message.ts';
import type { Store } from '../../store/store.ts';
import type { SlackCaller } from '../web/slack-caller.ts';
import { findPosted, type Place, type PostedMessage } from './find-posted.ts';
import { lostRetryMs, type PublishOutcome } from './publish-outcome.ts';

export interface EarlierOptions {
  store: Pick<Store, 'recordShown' | 'recordNotPosted'>;
  caller: SlackCaller;
  log: Logger;
  now: () => number;
}

/**
 * An earlier attempt may have reached Slack. `found`: it did, and it is on the record now. `settled`: it did not, or
 * nobody can tell. Else it may still be under way: whoever comes earlier than the pause after a lost answer (a restart,
 * a change of the incident) must not take an empty channel for a proof.
 */
export async function lookForEarlier(
  record: MessageRecord,
  place: Place,
  matches: (message: PostedMessage) => boolean,
  { store, caller, log, now }: EarlierOptions,
): Promise<'found' | 'settled' | PublishOutcome> {
  const since = record.postingSince ?? now();
  const asked = now();
  const found = await findPosted(caller, place, since, matches);
  if (typeof found === 'object') {
    await store.recordShown(record.id, { channel: place.channel, ts: found.ts, hash: 'found' });
    return 'found';
  }
  if (found === 'unknown') {
    log.warn(
      { message: record.id },
      'cannot look for a post whose answer was lost (channels:history or groups:history is missing): it may stand twice',
    );
    return 'settled';
  }
  const early = since + lostRetryMs - asked;
  // More than the whole pause: the clock was set back, and tells nothing.
  if (early > 0 && early <= lostRetryMs)
    return { retryInMs: early, problem: 'an earlier post may still be under way' };
  // Out of doubt: the next attempt has a moment of its own.
  await store.recordNotPosted(record.id);
  return 'settled';
}

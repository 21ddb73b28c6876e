import type { Answer } from '../model/answer.ts';
import type { Input } from '../model/input.ts';
import type { Person } from '../model/person.ts';
import type { Store } from '../store/store.ts';
import { notMapped } from './not-mapped.ts';

export interface AcknowledgeStormTools {
  store: Pick<Store, 'acknowledgeStorm' | 'loadStorm'>;
  findPerson: (slackUser: string) => Person | undefined;
  move: { now: () => number };
}

/** Somebody is on a storm as a whole; its incidents stay as they are and can be acknowledged one by one. */
export async function acknowledgeStorm(
  tools: AcknowledgeStormTools,
  input: Input,
  stormId: string,
): Promise<Answer> {
  if (tools.findPerson(input.person) === undefined) return notMapped(input.person);
  const who = { person: input.person, at: tools.move.now() };
  if ((await tools.store.acknowledgeStorm(stormId, who)) === 'written')
    return { text: 'You are on this storm. Its incidents can still be opened and acknowledged one by one.' };
  const snapshot = await tools.store.loadStorm(stormId);
  const by = snapshot?.storm.acknowledgedBy;
  if (by === undefined) return { text: 'This storm is not known any more. `/mw status` lists what is open.' };
  return {
    text: by === input.person ? 'You are on this storm already.' : `<@${by}> is on this storm already.`,
  };
}

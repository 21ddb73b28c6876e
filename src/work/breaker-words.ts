import { durationInWords } from '../model/duration-in-words.ts';
import { shortReference, type ObjectReference } from '../model/object-reference.ts';
import type { OpenBreaker } from '../model/breakers.ts';

/** What an open breaker says, as sentences of plain text: what was counted, and what closes it. */
export function breakerInWords(open: OpenBreaker, target: ObjectReference, now: number): string {
  const within = durationInWords(open.withinMs);
  if (open.breaker === 'person') {
    const wait = durationInWords(Math.max(1000, open.endsAt - now));
    return `${open.user} had ${actions(open.executions)} carried out within ${within}, and more are not allowed (breakers.person in the config). Wait ${wait}, or let somebody else ask for it.`;
  }
  const who = open.people.join(', ');
  if (open.because === 'worse') {
    const ago = durationInWords(now - open.lastAt);
    return `The last action on ${shortReference(target)}, ${ago} ago, made things worse (breakers.object in the config). Undo it, or let somebody who took no part in it approve this: not ${who}.`;
  }
  return `${actions(open.executions)} ${open.executions === 1 ? 'was' : 'were'} carried out on ${shortReference(target)} within ${within} (breakers.object in the config). Now somebody who took no part in them has to approve: not ${who}.`;
}

function actions(count: number): string {
  return count === 1 ? '1 action' : `${count} actions`;
}

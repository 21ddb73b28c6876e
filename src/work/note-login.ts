import type { Input } from '../model/input.ts';
import type { Person } from '../model/person.ts';
import type { Store } from '../store/store.ts';
import { fromWhere } from './from-where.ts';

/** More people than these are not remembered here; the store still knows. */
const mostRemembered = 5_000;

/**
 * Who came, as whom, from where: on the record the first time on a day (UTC), and whenever somebody is mapped otherwise
 * than before.
 */
export function createNoteLogin(tools: {
  store: Pick<Store, 'recordLogin'>;
  findPerson: (slackUser: string) => Person | undefined;
  now: () => number;
}): (input: Input) => Promise<void> {
  const known = new Map<string, string>();
  return async (input) => {
    const person = tools.findPerson(input.person);
    if (person === undefined) return;
    const at = tools.now();
    const day = new Date(at).toISOString().slice(0, 10);
    const groups = [...person.groups].sort();
    const identity = [person.user, ...groups].join(' ');
    const seen = `${day} ${identity}`;
    if (known.get(input.person) === seen) return;
    await tools.store.recordLogin(
      { slackUser: input.person, identity, day },
      {
        at,
        kind: 'login',
        actor: input.person,
        user: person.user,
        data: { groups, ...fromWhere(input) },
      },
    );
    if (known.size >= mostRemembered) known.clear();
    known.set(input.person, seen);
  };
}

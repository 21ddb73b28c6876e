import type { Answer } from '../model/answer.ts';
import type { Command, Input } from '../model/input.ts';
import type { PeopleDirectory } from '../people/create-directory.ts';
import type { Store } from '../store/store.ts';
import { escapeText } from './escape-text.ts';
import { fromWhere } from './from-where.ts';

export interface StrangerTools {
  store: Pick<Store, 'appendAudit'>;
  identify: PeopleDirectory['identify'];
  now: () => number;
}

/** What changes nothing needs no identity. */
const looks: ReadonlySet<Command['verb']> = new Set([
  'help',
  'unknown',
  'status',
  'why',
  'audit',
  'silences',
  'can',
  'debts',
]);

/**
 * Who sent this is looked at anew for each input that could change something; the work on it goes by what was found.
 * @returns the answer to an account that may not act; undefined: go on. Who is merely not mapped gets the sentence of
 *   what they asked for.
 */
export async function refuseStranger(tools: StrangerTools, input: Input): Promise<Answer | undefined> {
  if (onlyLooks(input.command)) return undefined;
  const identity = await tools.identify(input.person);
  if (!('refused' in identity) || identity.refused === 'not-mapped') return undefined;
  await tools.store.appendAudit({
    at: tools.now(),
    kind: 'refused',
    actor: input.person,
    data: {
      asked: input.command.verb,
      reason: identity.refused,
      message: identity.message,
      ...fromWhere(input),
    },
  });
  return { text: escapeText(identity.message) };
}

/** The head of the audit is posted for everybody to see. */
function onlyLooks(command: Command): boolean {
  return looks.has(command.verb) && !(command.verb === 'audit' && command.about === 'head');
}

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

/** A press is not lost to a hiccup of Slack or of the store: who sent it is asked again so often, after such pauses. */
const pausesMs = [500, 1_000, 2_000, 4_000];

/**
 * Who sent this is looked at anew for each input that could change something; the work on it goes by what was found.
 * @param attempt 1 for the first time that this input is worked on
 * @returns the answer to an account that may not act, or when to look again; undefined: go on. Who is merely not mapped
 *   gets the sentence of what they asked for.
 */
export async function refuseStranger(
  tools: StrangerTools,
  input: Input,
  attempt: number,
): Promise<{ answer: Answer } | { againInMs: number; problem: string } | undefined> {
  if (onlyLooks(input.command)) return undefined;
  const identity = await tools.identify(input.person);
  if (!('refused' in identity) || identity.refused === 'not-mapped') return undefined;
  const againInMs = identity.refused === 'slack-not-asked' ? pausesMs[attempt - 1] : undefined;
  if (againInMs !== undefined) return { againInMs, problem: identity.message };
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
  return { answer: { text: escapeText(identity.message) } };
}

/** The head of the audit is posted for everybody to see. */
function onlyLooks(command: Command): boolean {
  return looks.has(command.verb) && !(command.verb === 'audit' && command.about === 'head');
}

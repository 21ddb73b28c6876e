import type { Command } from '../model/input.ts';

/** Commands that are about no incident: there is nothing to pick for them. */
const aboutNone: ReadonlySet<Command['verb']> = new Set([
  'help',
  'unknown',
  'approve',
  'cancel',
  'choose',
  'freeze',
  'unfreeze',
  'silences',
  'debts',
  'review',
]);

/** The command again, with the incident that its person picked from the list; undefined: it is about none. */
export function withPicked(command: Command, incident: string): Command | undefined {
  if (command.verb === 'break-glass')
    return 'handle' in command ? undefined : { ...command, action: { ...command.action, incident } };
  return aboutNone.has(command.verb) ? undefined : Object.assign({}, command, { incident });
}

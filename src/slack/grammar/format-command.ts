import { actionWords } from '../../model/action-words.ts';
import type { ActionCommand, Command } from '../../model/input.ts';
import { switches } from './action-values.ts';
import { kindWord } from './kinds.ts';
import { writeDuration } from './read-duration.ts';
import { flagWords } from './verbs.ts';

/** A command as a person would type it after `/mw`: what `parseCommand` reads back. For verbs of the grammar only. */
export function formatCommand(command: Command): string {
  switch (command.verb) {
    case 'help':
      return 'help';
    case 'status':
      return [command.verb, command.about ?? command.incident].filter(isText).join(' ');
    case 'ack':
    case 'open':
    case 'can':
    case 'resolve':
      return [command.verb, command.incident].filter(isText).join(' ');
    case 'audit':
      return [command.verb, command.about ?? command.incident].filter(isText).join(' ');
    case 'why':
      return [command.verb, command.alert, command.incident].filter(isText).join(' ');
    case 'abort':
    case 'undo':
      return [command.verb, command.execution, flag('--incident', command.incident)].filter(isText).join(' ');
    case 'debts':
      return command.verb;
    case 'review':
      return `review DEBT-${command.debt} ${command.verdict} --reason ${quoted(command.reason)}`;
    case 'break-glass': {
      // A silence carries the same reason.
      const action = 'handle' in command ? undefined : { ...command.action };
      if (action?.verb === 'silence') delete action.reason;
      return ['break-glass', action && formatCommand(action), flag('--reason', quoted(command.reason))]
        .filter(isText)
        .join(' ');
    }
    case 'silences':
      return [command.verb, flag('--cluster', command.cluster)].filter(isText).join(' ');
    case 'freeze':
    case 'unfreeze':
      return [
        command.verb,
        command.verb === 'unfreeze' || command.forMs === undefined ? undefined : writeDuration(command.forMs),
        flag('--cluster', command.cluster),
        flag('-n', command.namespace),
        command.verb === 'freeze' ? flag('--reason', quoted(command.reason)) : undefined,
      ]
        .filter(isText)
        .join(' ');
    case 'silence':
    case 'silence-extend':
    case 'silence-expire':
      return [
        command.verb.replace('-', ' '),
        command.object?.name,
        command.duration === undefined ? undefined : writeDuration(command.duration),
        command.matchers,
        flag(
          '--until',
          command.until === undefined ? undefined : new Date(command.until).toISOString().replace('.000', ''),
        ),
        flag('--cluster', command.cluster),
        flag('--incident', command.incident),
        flag('--reason', command.reason === undefined ? undefined : quoted(command.reason)),
      ]
        .filter(isText)
        .join(' ');
    case 'deny':
      return [
        command.verb,
        command.request,
        command.incident,
        flag('--reason', command.reason === undefined ? undefined : quoted(command.reason)),
      ]
        .filter(isText)
        .join(' ');
    case 'approve':
    case 'cancel':
    case 'choose':
    case 'unknown':
      return command.verb;
    default:
      return [
        command.verb,
        ...objectWords(command),
        flag('-n', command.namespace && oneWord(command.namespace)),
        flag('--cluster', command.cluster && oneWord(command.cluster)),
        ...actionWords[command.verb].values.map((name) =>
          switches.includes(name)
            ? command[name] === undefined
              ? undefined
              : flagWords[name]
            : flag(flagWords[name], name === 'duration' ? writtenDuration(command.duration) : command[name]),
        ),
        flag('--incident', command.incident),
      ]
        .filter(isText)
        .join(' ');
  }
}

/** Each object with its kind: `deploy/cart deploy/checkout`; or the kind with the labels. */
function objectWords({ object, others = [], selected }: ActionCommand): string[] {
  if (selected !== undefined)
    return [
      ...(selected.kind === undefined ? [] : [kindWord(selected.kind)]),
      `-l ${quoted(selected.selector)}`,
    ];
  if (object === undefined) return [];
  const { kind, name } = object;
  return [name, ...others].map((one) => oneWord(kind === undefined ? one : `${kindWord(kind)}/${one}`));
}

/** Names come from labels too: one with a space would bring flags of its own. What no name has is read back as none. */
function oneWord(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `"${text.replaceAll('"', '')}"`;
}

const writtenDuration = (milliseconds: number | undefined): string | undefined =>
  milliseconds === undefined ? undefined : writeDuration(milliseconds);
const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
const isText = (text: string | undefined): text is string => text !== undefined;
const flag = (name: string, value: string | number | undefined): string | undefined =>
  value === undefined ? undefined : `${name} ${value}`;

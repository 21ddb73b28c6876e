import type { Command } from '../../model/input.ts';
import { kindWord } from './kinds.ts';

/** A command as a person would type it after `/mw`: what `parseCommand` reads back. For verbs of the grammar only. */
export function formatCommand(command: Command): string {
  switch (command.verb) {
    case 'help':
      return 'help';
    case 'status':
    case 'ack':
    case 'resolve':
    case 'audit':
      return [command.verb, command.incident].filter(isText).join(' ');
    case 'why':
      return [command.verb, command.alert, command.incident].filter(isText).join(' ');
    case 'undo':
      return ['undo', command.execution, flag('--incident', command.incident)].filter(isText).join(' ');
    case 'rollback':
    case 'scale':
    case 'cordon':
    case 'uncordon':
      return [
        command.verb,
        command.object &&
          `${command.object.kind === undefined ? '' : `${kindWord(command.object.kind)}/`}${command.object.name}`,
        flag('-n', command.namespace),
        flag('--cluster', command.cluster),
        flag('--to', command.revision),
        flag('--replicas', command.replicas),
        flag('--incident', command.incident),
      ]
        .filter(isText)
        .join(' ');
    default:
      return command.verb;
  }
}

const isText = (text: string | undefined): text is string => text !== undefined;
const flag = (name: string, value: string | number | undefined): string | undefined =>
  value === undefined ? undefined : `${name} ${value}`;

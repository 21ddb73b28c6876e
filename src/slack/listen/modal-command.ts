import { actionWords } from '../../model/action-words.ts';
import { actionNames } from '../../model/action.ts';
import type { Command } from '../../model/input.ts';
import { modalInputs } from '../action-ids.ts';
import { parseCommand } from '../grammar/parse-command.ts';
import { flagWords } from '../grammar/verbs.ts';
import { modalChoices } from '../views/more-modal.ts';

type Values = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What the More modal asks for, or what to write beside which input. */
export type ModalCommand = { command: Command; text: string } | { errors: Record<string, string> };

const takesObject = new Set<string>(actionNames);
/** The value of each action that is a number without a flag. */
const numberFlags: Readonly<Record<string, string>> = Object.fromEntries(
  actionNames.flatMap((action) => {
    const { bareValue } = actionWords[action];
    return bareValue === undefined ? [] : [[action, flagWords[bareValue]]];
  }),
);

/** Reads the modal as the command that a person would have typed, so that both mean the same. `incidentId`: from private_metadata. */
export function modalCommand(values: Values, incidentId: string): ModalCommand {
  const verb = selected(values, modalInputs.what);
  const incident = incidentId === '' ? selected(values, modalInputs.incident) : incidentId;
  if (verb === undefined || !modalChoices.some((choice) => choice.verb === verb))
    return { errors: { [modalInputs.what]: 'Choose one.' } };
  const object = typed(values, modalInputs.object);
  const number = typed(values, modalInputs.number);
  if (object !== '' && !takesObject.has(verb))
    return { errors: { [modalInputs.object]: 'Only an action takes an object: leave it empty.' } };
  const flag = numberFlags[verb];
  if (number !== '' && flag === undefined)
    return { errors: { [modalInputs.number]: 'Only Roll back and Scale take a number: leave it empty.' } };
  if (number !== '' && !/^\d+$/.test(number))
    return { errors: { [modalInputs.number]: 'Write a whole number.' } };
  const text = [verb, object, number === '' ? '' : `${flag} ${number}`]
    .filter((part) => part !== '')
    .join(' ');
  const command = parseCommand(text);
  if (command.verb === 'unknown') {
    const input = object === '' ? modalInputs.number : modalInputs.object;
    // Beside an input Slack shows plain text.
    return { errors: { [input]: command.message.replaceAll('`', '').slice(0, 300) } };
  }
  return { command: withIncident(command, incident), text };
}

function withIncident(command: Command, incident: string | undefined): Command {
  if (incident === undefined) return command;
  switch (command.verb) {
    case 'help':
    case 'approve':
    case 'deny':
    case 'cancel':
    case 'choose':
    case 'break-glass':
    case 'debts':
    case 'review':
    case 'unknown':
    case 'silences':
    case 'freeze':
    case 'unfreeze':
      return command;
    default:
      return command.incident === undefined ? { ...command, incident } : command;
  }
}

function selected(values: Values, block: string): string | undefined {
  const option = values[block]?.[block];
  if (typeof option !== 'object' || option === null || !('selected_option' in option)) return undefined;
  const chosen = option.selected_option;
  return typeof chosen === 'object' &&
    chosen !== null &&
    'value' in chosen &&
    typeof chosen.value === 'string'
    ? chosen.value
    : undefined;
}

function typed(values: Values, block: string): string {
  const input = values[block]?.[block];
  return typeof input === 'object' && input !== null && 'value' in input && typeof input.value === 'string'
    ? input.value.trim()
    : '';
}

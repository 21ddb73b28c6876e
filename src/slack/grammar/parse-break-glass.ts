import { actionWords } from '../../model/action-words.ts';
import { isSilenceAction } from '../../model/action.ts';
import type { ActionCommand, Command } from '../../model/input.ts';
import { foreignCode } from '../text/foreign-text.ts';
import { readActionValue } from './action-values.ts';

/** The verb and its other words, before an action as it is written without them. */
export const breakGlassWords = /^\s*(?:\/?mw\s+)?(?:break-glass|breakglass|alone)(?:\s+([^]*))?$/i;

/** As the other commands quote: in double quotes a backslash takes the next character as it is. */
const reasonFlag = /(^|\s)--reason(?:=|\s+)(?:"((?:[^"\\]|\\[^])*)"|'([^']*)'|(\S+))/i;

/**
 * `rollback deploy/checkout -n shop --reason "…"`: an action, and why nobody is asked before.
 * @param parse reads the action
 */
export function parseBreakGlass(
  text: string,
  parse: (text: string) => Command,
): Command | { problem: string } {
  const match = reasonFlag.exec(text);
  const [whole = '', before = '', double, single, bare] = match ?? [];
  const action = parse(match === null ? text : text.replace(whole, before));
  if (action.verb === 'unknown') return action;
  if (action.verb === 'help') return { problem: 'Say which action is to be carried out alone, and why.' };
  if (!isAction(action))
    return { problem: `Break-glass is for actions, not for ${foreignCode(action.verb, 40)}.` };
  if (match === null) return { problem: 'Say why it cannot wait for an approval: `--reason "…"`.' };
  const values: { reason?: string } = {};
  const problem = readActionValue(
    values,
    'reason',
    double?.replaceAll(/\\([^])/g, '$1') ?? single ?? bare ?? '',
  );
  if (problem !== undefined || values.reason === undefined)
    return { problem: `That reason ${problem ?? 'is no reason'}.` };
  const { reason } = values;
  return {
    verb: 'break-glass',
    reason,
    action: isSilenceAction(action.verb) && action.verb === 'silence' ? { ...action, reason } : action,
  };
}

function isAction(command: Command): command is ActionCommand {
  return Object.hasOwn(actionWords, command.verb);
}

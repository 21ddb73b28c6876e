import type { Command } from '../../model/input.ts';
import { actionIds } from '../action-ids.ts';
import { readActionCommand, readChoice } from './read-action-command.ts';

const staleButton =
  'This button is from an older version of the message, so nothing was done. Look at the newest card, or type `/mw help`.';

const handle = /^[\w-]{1,200}$/;

/** What a click means. Whether it may, and whether it is still true, is decided where it is worked on. */
export function buttonCommand(actionId: string, value: string | undefined): Command {
  const known = value !== undefined && value !== '';
  switch (actionId) {
    case actionIds.suggested:
      return readActionCommand(value) ?? stale();
    case actionIds.acknowledge:
      return known ? { verb: 'ack', incident: value } : stale();
    case actionIds.acknowledgeStorm:
      return known ? { verb: 'ack', storm: value } : stale();
    case actionIds.stormOpen:
      return known ? { verb: 'open', incident: value } : stale();
    case actionIds.approve:
      return known && handle.test(value) ? { verb: 'approve', handle: value } : stale();
    case actionIds.deny:
      return known && handle.test(value) ? { verb: 'deny', handle: value } : stale();
    case actionIds.cancel:
      return known && handle.test(value) ? { verb: 'cancel', handle: value } : stale();
    case actionIds.undo:
      return known ? { verb: 'undo', execution: value } : stale();
    case actionIds.abort:
      return known ? { verb: 'abort', execution: value } : stale();
    case actionIds.breakGlass:
      // Where its form is not opened: the request has ended.
      return known && handle.test(value) ? { verb: 'break-glass', handle: value, reason: '' } : stale();
    case actionIds.review:
      return { verb: 'debts' };
    case actionIds.choose: {
      const choice = readChoice(value);
      return choice === undefined ? stale() : { verb: 'choose', ...choice };
    }
    default:
      return stale();
  }
}

function stale(): Command {
  return { verb: 'unknown', message: staleButton };
}

import { findMessage } from '../state/messages.ts';
import { issueResponseUrl } from '../state/tickets.ts';
import type { ChannelState } from '../state/workspace-state.ts';
import { wireMessage } from '../web-api/wire-message.ts';
import type { InteractionResult } from '../workspace-handle.ts';
import { actionTs, interactionBase, newTrigger, resultOf, type PersonContext } from './person-context.ts';

const nameOf = ({ state }: PersonContext, callbackId: string): string =>
  state.shortcuts.find((shortcut) => shortcut.callbackId === callbackId)?.name ?? callbackId;

/** Chooses a message shortcut from the menu of a message; works in threads too. */
export async function messageShortcut(
  context: PersonContext,
  channel: ChannelState,
  callbackId: string,
  ts: string,
): Promise<InteractionResult> {
  const { state, person } = context;
  const message = findMessage(channel, ts);
  if (message === undefined) throw new Error(`#${channel.name} has no message ${ts}`);
  const delivered = await context.dispatcher.send('interactive', {
    type: 'message_action',
    ...interactionBase(context),
    callback_id: callbackId,
    trigger_id: newTrigger(context),
    action_ts: actionTs(state),
    message_ts: ts,
    channel: { id: channel.id, name: channel.name },
    message: wireMessage(message, 'with metadata'),
    response_url: issueResponseUrl(state, {
      userId: person.id,
      channel: channel.id,
      source: { kind: 'message', ts, visibility: 'channel' },
    }),
  });
  return resultOf(
    context,
    delivered,
    (outcome) => `${nameOf(context, callbackId)} failed with the error "${outcome}"`,
  );
}

export async function globalShortcut(context: PersonContext, callbackId: string): Promise<InteractionResult> {
  const delivered = await context.dispatcher.send('interactive', {
    type: 'shortcut',
    ...interactionBase(context),
    callback_id: callbackId,
    trigger_id: newTrigger(context),
    action_ts: actionTs(context.state),
  });
  return resultOf(
    context,
    delivered,
    (outcome) => `${nameOf(context, callbackId)} failed with the error "${outcome}"`,
  );
}

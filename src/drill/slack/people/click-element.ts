import { findElements, findMessageElements, type PlacedElement } from '../blocks/find-elements.ts';
import { isObject } from '../blocks/rule.ts';
import type { EphemeralMessage, Message, View } from '../message.ts';
import { issueResponseUrl } from '../state/tickets.ts';
import type { ChannelState, PersonState } from '../state/workspace-state.ts';
import { wireMessage } from '../web-api/wire-message.ts';
import type { ElementTarget, ElementValue, InteractionResult } from '../workspace-handle.ts';
import { actionOf, isStateful } from './element-value.ts';
import { actionTs, interactionBase, newTrigger, resultOf, type PersonContext } from './person-context.ts';
import { messageValues, setValue, viewValues } from './state-values.ts';
import { withSuggestedOptions } from './suggested-options.ts';

type Place =
  | { readonly kind: 'message'; readonly message: Message; readonly visibility: 'channel' | 'ephemeral' }
  | { readonly kind: 'view'; readonly view: View };

type Found = { readonly place: Place; readonly placed: PlacedElement };

const labelOf = (placed: PlacedElement): string | undefined => {
  const text = placed.element['text'];
  return isObject(text) && typeof text['text'] === 'string' ? text['text'] : undefined;
};

function fits(placed: PlacedElement, target: ElementTarget): boolean {
  return (
    (target.actionId === undefined || placed.element['action_id'] === target.actionId) &&
    (target.blockId === undefined || placed.blockId === target.blockId) &&
    (target.text === undefined || labelOf(placed) === target.text)
  );
}

const isEphemeral = (message: Message): message is EphemeralMessage => 'is_ephemeral' in message;

function visibleMessages(person: PersonState, channel: ChannelState): readonly Message[] {
  const own = person.ephemerals.filter((message) => message.channel === channel.id);
  return [...channel.messages, ...own].sort((one, other) => other.ts.localeCompare(one.ts));
}

/** @throws Error that names what was looked for and what is there. */
function find(context: PersonContext, channel: ChannelState, target: ElementTarget): Found {
  const { person } = context;
  if (target.inView === true) {
    const view = person.views.at(-1);
    if (view === undefined) throw new Error(`${person.name} has no modal open`);
    const elements = findElements(view.blocks);
    const placed = elements.find((candidate) => fits(candidate, target));
    if (placed !== undefined) return { place: { kind: 'view', view }, placed };
    throw new Error(missing(target, elements, 'the modal'));
  }
  const ts = target.ts ?? target.message?.ts;
  const messages = visibleMessages(person, channel).filter(
    (message) => ts === undefined || message.ts === ts,
  );
  for (const message of messages) {
    const placed = findMessageElements(message).find((candidate) => fits(candidate, target));
    const visibility = isEphemeral(message) ? 'ephemeral' : 'channel';
    if (placed !== undefined) return { place: { kind: 'message', message, visibility }, placed };
  }
  const where = ts === undefined ? `any message of #${channel.name}` : `message ${ts}`;
  throw new Error(missing(target, messages.flatMap(findMessageElements), where));
}

function missing(target: ElementTarget, elements: readonly PlacedElement[], where: string): string {
  const wanted = JSON.stringify({ actionId: target.actionId, blockId: target.blockId, text: target.text });
  const there = elements.map(
    (placed) => `${String(placed.element['action_id'])} (${labelOf(placed) ?? placed.element.type})`,
  );
  return `there is no element ${wanted} in ${where}; there are: ${there.join(', ') || 'none'}`;
}

function placePayload(
  context: PersonContext,
  channel: ChannelState,
  { place, placed }: Found,
): Readonly<Record<string, unknown>> {
  const { state, person } = context;
  if (place.kind === 'view') {
    const values = viewValues(state, person.id, place.view);
    return {
      container: { type: 'view', view_id: place.view.id },
      view: { ...place.view, state: { values } },
    };
  }
  const { message, visibility } = place;
  const inThread = message.thread_ts !== undefined && message.thread_ts !== message.ts;
  return {
    container: {
      type: placed.attachmentId === undefined ? 'message' : 'message_attachment',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: visibility === 'ephemeral',
      ...(inThread ? { thread_ts: message.thread_ts } : {}),
      ...(placed.attachmentId === undefined
        ? {}
        : { attachment_id: placed.attachmentId, is_app_unfurl: false }),
    },
    channel: { id: channel.id, name: channel.directWith === undefined ? channel.name : 'directmessage' },
    // Slack does not hand out an ephemeral message, also not to the app that posted it.
    ...(visibility === 'ephemeral' ? {} : { message: wireMessage(message, 'with metadata') }),
    state: { values: messageValues(state, person.id, message) },
    response_url: issueResponseUrl(state, {
      userId: person.id,
      channel: channel.id,
      source: { kind: 'message', ts: message.ts, visibility },
    }),
  };
}

/** Presses a button or chooses in a menu. An element with a confirm dialog asks first. */
export async function clickElement(
  context: PersonContext,
  channel: ChannelState,
  target: ElementTarget,
  value?: ElementValue,
): Promise<InteractionResult> {
  const { state, person } = context;
  const found = find(context, channel, target);
  const { place } = found;
  const placed =
    value === undefined
      ? found.placed
      : await withSuggestedOptions(context, found.placed, value, placePayload(context, channel, found));
  if (placed.element['confirm'] !== undefined && target.confirmDialog === 'deny')
    return { outcome: 'not_sent' };
  const action = actionOf(placed.element, placed.blockId, value);
  if (isStateful(placed.element) && value !== undefined) {
    setValue(state, person.id, place.kind === 'view' ? place.view.id : place.message.ts, placed, value);
  }
  // An input block keeps what was chosen to itself until the modal is submitted, unless it asks for more.
  if (placed.block.type === 'input' && placed.block['dispatch_action'] !== true) {
    state.changes.changed();
    return { outcome: 'not_sent' };
  }
  const delivered = await context.dispatcher.send('interactive', {
    type: 'block_actions',
    ...interactionBase(context),
    ...placePayload(context, channel, found),
    trigger_id: newTrigger(context, place.kind === 'view' ? place.view.id : undefined),
    actions: [{ ...action, action_ts: actionTs(state) }],
  });
  const label = labelOf(placed);
  return resultOf(
    context,
    delivered,
    (outcome) => `"${label ?? String(action['action_id'])}" failed with the error "${outcome}"`,
  );
}

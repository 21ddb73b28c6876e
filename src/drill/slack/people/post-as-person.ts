import type { Delivered } from '../delivery/deliver.ts';
import { appendMessage, findMessage } from '../state/messages.ts';
import { botIsMember, type ChannelState } from '../state/workspace-state.ts';
import type { PersonContext } from './person-context.ts';
import { typedBlocks, typedText } from './typed-text.ts';

export type Posted = {
  readonly ts: string;
  /** Settles with the app_mention event; undefined when the message mentions no app, or the app is not here. */
  readonly mention: Promise<Delivered> | undefined;
  /** Settles with every event that the message caused. */
  readonly events: Promise<readonly Delivered[]>;
};

/** Says something in a channel or in a thread; the app hears of it as far as it subscribes. */
export function postAsPerson(
  context: PersonContext,
  channel: ChannelState,
  text: string,
  threadTs?: string,
): Posted {
  const { state, person, dispatcher } = context;
  const target = threadTs === undefined ? undefined : findMessage(channel, threadTs);
  if (threadTs !== undefined && target === undefined)
    throw new Error(`#${channel.name} has no message ${threadTs}`);
  const root = target === undefined ? {} : { thread_ts: target.thread_ts ?? target.ts };
  const typed = typedText(state, text, 'message');
  const message = appendMessage(state, channel, { user: person.id, text: typed, ...root });
  const event = {
    user: person.id,
    ts: message.ts,
    client_msg_id: state.ids.uuid(),
    text: typed,
    team: state.app.teamId,
    blocks: typedBlocks(state, typed),
    channel: channel.id,
    event_ts: message.ts,
    ...root,
  };
  const isHeard = botIsMember(state, channel);
  const isMention =
    isHeard && channel.directWith === undefined && typed.includes(`<@${state.app.botUserId}>`);
  const kind = channel.directWith === undefined ? 'channels' : 'im';
  const isSubscribed = isHeard && state.botEvents.includes(`message.${kind}`);
  const mention = isMention ? dispatcher.sendEvent({ ...event, type: 'app_mention' }) : undefined;
  const heard = isSubscribed
    ? dispatcher.sendEvent({ ...event, type: 'message', channel_type: kind === 'im' ? 'im' : 'channel' })
    : undefined;
  return {
    ts: message.ts,
    mention,
    events: Promise.all([mention, heard].filter((sent) => sent !== undefined)),
  };
}

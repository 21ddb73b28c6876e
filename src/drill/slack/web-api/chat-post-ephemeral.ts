import { blockLimits } from '../blocks/block-limits.ts';
import { appendEphemeral } from '../state/messages.ts';
import { findPerson } from '../state/workspace-state.ts';
import { requireString } from './arguments.ts';
import { writableChannel } from './channel-access.ts';
import { botAuthor, threadRoot } from './chat-post-message.ts';
import { readContent } from './message-content.ts';
import type { Method } from './method.ts';
import { SlackError } from './slack-error.ts';

export const chatPostEphemeral: Method = {
  token: 'bot',
  scopes: ['chat:write'],
  rate: 'tier4',
  run: ({ state }, args) => {
    const channel = writableChannel(state, args);
    const person = findPerson(state, requireString(args, 'user'));
    if (person === undefined || !channel.members.has(person.id)) throw new SlackError('user_not_in_channel');
    const content = readContent(state, args, { maxText: blockLimits.messageText });
    const root = threadRoot(channel, args);
    const message = appendEphemeral(state, channel, person, {
      ...botAuthor(state),
      ...content,
      ...(root === undefined ? {} : { thread_ts: root }),
    });
    return { message_ts: message.ts };
  },
};

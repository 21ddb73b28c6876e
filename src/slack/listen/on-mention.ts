import { parseMention } from '../grammar/parse-mention.ts';
import { commitInput } from './commit-input.ts';
import { foreignWords, isForeign } from './is-foreign.ts';
import type { ListenerPorts } from './listener-ports.ts';
import { mentionPayload } from './payloads.ts';

/**
 * `@middlewatch ack` in a thread: the way to command where Slack takes no slash commands. Throws when it could not be
 * committed: then it is not acknowledged and Slack delivers it again (at once, after a minute, after five).
 */
export async function onMention(ports: ListenerPorts, body: unknown): Promise<void> {
  const read = mentionPayload.parse(body);
  const { event } = read;
  // Bots mention each other without end; people have a user and no bot id.
  if (event.bot_id !== undefined || event.user === undefined) return;
  const thread = event.thread_ts === undefined ? {} : { threadTs: event.thread_ts };
  const place = { channel: event.channel, person: event.user, ...thread };
  if (isForeign(ports.identity(), [read.team_id, event.team, event.user_team])) {
    await ports.whisper(place, foreignWords);
    return;
  }
  const result = await commitInput(ports, {
    deduplicationKey: read.event_id,
    ...place,
    via: 'mention',
    text: event.text.slice(0, 1000),
    command: parseMention(event.text, ports.identity().botUserId),
  });
  if (result.taken) return;
  await ports.whisper(place, result.words);
  throw new Error('a mention was not committed');
}

import { parseCommand, type ParseOptions } from '../grammar/parse-command.ts';
import { commitInput } from './commit-input.ts';
import { foreignWords, isForeign } from './is-foreign.ts';
import type { ListenerPorts } from './listener-ports.ts';
import { commandPayload } from './payloads.ts';

const fixedVerbs: Readonly<Record<string, NonNullable<ParseOptions['verb']>>> = {
  '/rollback': 'rollback',
  '/scale': 'scale',
  '/cordon': 'cordon',
};

/** A slash command → committed input. Returns what to acknowledge with: words, or nothing. */
export async function onCommand(ports: ListenerPorts, body: unknown): Promise<string | undefined> {
  const read = commandPayload.parse(body);
  if (isForeign(ports.identity(), [read.team_id])) return foreignWords;
  const verb = fixedVerbs[read.command];
  const result = await commitInput(ports, {
    deduplicationKey: read.trigger_id,
    person: read.user_id,
    channel: read.channel_id,
    ...(read.response_url !== undefined && { responseUrl: read.response_url }),
    via: 'command',
    text: `${read.command} ${read.text}`.trim().slice(0, 1000),
    command: parseCommand(read.text, verb === undefined ? {} : { verb }),
  });
  return result.taken ? undefined : result.words;
}

import type { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { buttonCommand } from './button-command.ts';
import { commitInput } from './commit-input.ts';
import { foreignWords, isForeign } from './is-foreign.ts';
import type { ListenerPorts } from './listener-ports.ts';
import { openDeny } from './open-deny.ts';
import { openMore } from './open-more.ts';
import { openReason } from './open-reason.ts';
import { isStormButton, onStormButton } from './open-storm.ts';
import { actionsPayload } from './payloads.ts';

/** A click → committed input, or, for More, its modal. `acknowledge` is called once, in time. */
export async function onAction(
  ports: ListenerPorts,
  body: unknown,
  acknowledge: () => Promise<void>,
): Promise<void> {
  const read = actionsPayload.parse(body);
  const [action] = read.actions;
  if (action === undefined) {
    await acknowledge();
    return;
  }
  if (isForeign(ports.identity(), [read.team?.id, read.user.team_id])) {
    await acknowledge();
    await ports.respond(read.response_url, foreignWords);
    return;
  }
  if (action.action_id === actionIds.more) {
    await acknowledge();
    await openMore(ports, {
      triggerId: read.trigger_id,
      responseUrl: read.response_url,
      person: read.user.id,
      find: async () => ({ incidentId: action.value ?? '' }),
    });
    return;
  }
  if (isStormButton(action.action_id)) {
    await acknowledge();
    await onStormButton(ports, read);
    return;
  }
  const threadTs = threadOf(read);
  if (action.action_id === actionIds.deny && (await openDeny(ports, read, threadTs, acknowledge))) return;
  if (await openReason(ports, read, threadTs, acknowledge)) return;
  const result = await commitInput(ports, {
    deduplicationKey: `${read.trigger_id}/${action.action_id}`,
    person: read.user.id,
    channel: read.channel?.id ?? read.container?.channel_id ?? '',
    ...(threadTs !== undefined && { threadTs }),
    ...(read.response_url !== undefined && { responseUrl: read.response_url }),
    via: 'button',
    command: buttonCommand(action.action_id, action.value),
  });
  await acknowledge();
  if (!result.taken) await ports.respond(read.response_url, result.words);
}

/** The thread that the clicked message stands in; a root with replies carries its own ts, which is no thread to answer in. */
function threadOf(read: z.infer<typeof actionsPayload>): string | undefined {
  const thread = read.container?.thread_ts ?? read.message?.thread_ts;
  const own = read.container?.message_ts ?? read.message?.ts;
  return thread === own ? undefined : thread;
}

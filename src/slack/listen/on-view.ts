import { modalInputs } from '../action-ids.ts';
import { commitInput } from './commit-input.ts';
import { foreignWords, isForeign } from './is-foreign.ts';
import type { ListenerPorts } from './listener-ports.ts';
import { modalCommand } from './modal-command.ts';
import { viewPayload } from './payloads.ts';

/** The More modal was submitted. Returns what to write beside which input; nothing: it closes. */
export async function onView(
  ports: ListenerPorts,
  body: unknown,
): Promise<Record<string, string> | undefined> {
  const read = viewPayload.parse(body);
  if (isForeign(ports.identity(), [read.team?.id, read.user.team_id]))
    return { [modalInputs.what]: foreignWords };
  const { id, hash, private_metadata: incidentId, state } = read.view;
  const asked = modalCommand(state.values, incidentId);
  if ('errors' in asked) return asked.errors;
  const incident = 'incident' in asked.command ? asked.command.incident : undefined;
  const channel = await channelOf(ports, incidentId === '' ? incident : incidentId);
  const result = await commitInput(ports, {
    deduplicationKey: read.trigger_id ?? `${id}/${hash ?? ''}`,
    person: read.user.id,
    channel: channel ?? '',
    via: 'modal',
    text: asked.text.slice(0, 1000),
    command: asked.command,
  });
  return result.taken ? undefined : { [modalInputs.what]: result.words.replaceAll('`', '') };
}

/** A modal has no channel: it is answered where the incident's card stands. */
async function channelOf(ports: ListenerPorts, incident: string | undefined): Promise<string | undefined> {
  if (incident === undefined) return undefined;
  try {
    const id = /^INC-\d+$/.test(incident)
      ? (await ports.store.findIncident(incident))?.incident.id
      : incident;
    if (id === undefined) return undefined;
    const messages = await ports.store.listMessages({ incidentId: id });
    const card = messages.find((message) => message.kind === 'card');
    if (card?.ts !== undefined) return card.channel;
    // Opened from a storm: its own card may not stand in Slack yet, the storm's does.
    const folded = (await ports.store.loadIncident(id))?.incident.folded;
    const storm = folded && (await ports.store.loadMessage(`storm/${folded.storm}`));
    return storm?.channel ?? card?.channel;
  } catch (error) {
    ports.log.warn(
      { problem: error instanceof Error ? error.message : String(error) },
      'no channel for a form',
    );
    return undefined;
  }
}

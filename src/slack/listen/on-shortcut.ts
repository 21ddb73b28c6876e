import { foreignWords, isForeign } from './is-foreign.ts';
import type { ListenerPorts } from './listener-ports.ts';
import { openMore } from './open-more.ts';
import { shortcutPayload } from './payloads.ts';

/** "Incident actions" in the menu of a message: the modal of the incident whose card or thread it is, else of the channel's. */
export async function onShortcut(
  ports: ListenerPorts,
  body: unknown,
  acknowledge: () => Promise<void>,
): Promise<void> {
  const read = shortcutPayload.parse(body);
  await acknowledge();
  if (isForeign(ports.identity(), [read.team?.id, read.user.team_id])) {
    await ports.respond(read.response_url, foreignWords);
    return;
  }
  const { store } = ports;
  const channel = read.channel.id;
  await openMore(ports, {
    triggerId: read.trigger_id,
    responseUrl: read.response_url,
    person: read.user.id,
    find: async () => {
      const { ts, thread_ts: threadTs } = read.message;
      const snapshot =
        (await store.findIncidentByThread(channel, ts)) ??
        (threadTs === undefined ? undefined : await store.findIncidentByThread(channel, threadTs));
      return snapshot === undefined ? { incidents: await store.listOpenIncidents(channel) } : { snapshot };
    },
  });
}

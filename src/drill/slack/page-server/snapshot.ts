import { isInChannel, threadOf } from '../state/messages.ts';
import type { ChannelState, PersonState, WorkspaceState } from '../state/workspace-state.ts';
import { messageValues, viewValues } from '../people/state-values.ts';
import type { Message } from '../message.ts';

/** Root messages that the page shows; older ones are left out. */
const shownMessages = 150;

export type SnapshotQuery = {
  readonly person: PersonState;
  readonly channel: ChannelState;
  readonly thread: string | undefined;
};

const wirePerson = (person: PersonState) => ({
  id: person.id,
  name: person.name,
  realName: person.realName,
  title: person.title,
  zone: person.hasOwnZone ? person.tz : null,
});

/** A message with what this person has chosen in its menus. */
const shown = (state: WorkspaceState, person: PersonState) => (message: Message) => ({
  ...message,
  values: messageValues(state, person.id, message),
});

/** Everything that the page shows to one person: the channel, an open thread, their modals, the drill's panel. */
export function createSnapshot(
  state: WorkspaceState,
  { person, channel, thread }: SnapshotQuery,
): Readonly<Record<string, unknown>> {
  const show = shown(state, person);
  const visible = (candidate: ChannelState): boolean =>
    candidate.directWith === undefined
      ? !candidate.isPrivate || candidate.members.has(person.id)
      : candidate.directWith === person.id;
  const ephemerals = person.ephemerals.filter((message) => message.channel === channel.id);
  return {
    team: { name: state.app.teamName },
    app: { name: state.app.appName, botName: state.app.botName, botUserId: state.app.botUserId },
    me: wirePerson(person),
    people: state.people.map(wirePerson),
    usergroups: state.usergroups.map(({ id, handle, name }) => ({ id, handle, name })),
    channels: state.channels.filter(visible).map((candidate) => ({
      id: candidate.id,
      name: candidate.directWith === undefined ? candidate.name : state.app.botName,
      kind: candidate.directWith === undefined ? 'channel' : 'direct',
      topic: candidate.topic,
      members: candidate.members.size,
      isArchived: candidate.isArchived,
      latest: candidate.messages.at(-1)?.ts ?? '',
    })),
    channel: channel.id,
    messages: [
      ...channel.messages.filter(isInChannel).slice(-shownMessages),
      ...ephemerals.filter((message) => message.thread_ts === undefined),
    ]
      .sort((one, other) => one.ts.localeCompare(other.ts))
      .map(show),
    thread:
      thread === undefined
        ? null
        : [...threadOf(channel, thread), ...ephemerals.filter((message) => message.thread_ts === thread)]
            .sort((one, other) => one.ts.localeCompare(other.ts))
            .map(show),
    views: person.views.map((view) => ({ ...view, state: { values: viewValues(state, person.id, view) } })),
    commands: state.commands,
    shortcuts: state.shortcuts,
    worldPanel: state.worldPanel ?? null,
    now: state.now(),
  };
}

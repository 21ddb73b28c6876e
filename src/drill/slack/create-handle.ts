import { channelOf } from './people/create-person.ts';
import { findMessage, isInChannel, removeMessage, threadOf } from './state/messages.ts';
import type { WorkspaceState } from './state/workspace-state.ts';
import type { FaultPlan } from './web-api/faults.ts';
import { wirePerson } from './web-api/users.ts';
import type { Person, SocketControl, Workspace } from './workspace-handle.ts';
import type { DeliveryOptions } from './workspace-options.ts';

export type HandleParts = {
  readonly state: WorkspaceState;
  readonly people: readonly Person[];
  readonly sockets: SocketControl;
  readonly faults: FaultPlan;
  readonly sendEvent: (event: Readonly<Record<string, unknown>> & { readonly type: string }) => void;
  readonly deliverTo: (delivery: DeliveryOptions) => void;
  readonly onStart: (listener: (scenario: string) => void | Promise<void>) => void;
  readonly stop: () => Promise<void>;
};

/** The workspace as scripts and tests see it. */
export function createHandle(parts: HandleParts): Workspace {
  const { state, people } = parts;
  const { app } = state;
  return {
    url: state.baseUrl,
    apiUrl: `${state.baseUrl}/api/`,
    botToken: app.botToken,
    appToken: app.appToken,
    signingSecret: app.signingSecret,
    teamId: app.teamId,
    appId: app.appId,
    botUserId: app.botUserId,
    botId: app.botId,
    sockets: parts.sockets,
    person: (name) => {
      const person = people.find((candidate) => candidate.name === name);
      if (person !== undefined) return person;
      throw new Error(
        `there is no person "${name}"; there are: ${people.map((other) => other.name).join(', ')}`,
      );
    },
    people: () => people,
    channelId: (nameOrId) => channelOf(state, nameOrId).id,
    messages: (channel) => channelOf(state, channel).messages.filter(isInChannel),
    thread: (channel, ts) => threadOf(channelOf(state, channel), ts),
    deletions: () => state.deletions,
    versions: (channel, ts) => state.versions.get(`${channelOf(state, channel).id} ${ts}`) ?? [],
    pings: () => state.pings,
    calls: (method) => state.calls.filter((call) => method === undefined || call.method === method),
    deliveries: () => state.deliveries,
    fileContent: (id) => {
      const upload = state.uploads.get(id);
      if (upload === undefined || upload.state === 'awaited')
        throw new Error(`no file ${id} has been uploaded`);
      return upload.content;
    },
    fault: (fault) => parts.faults.add(fault),
    deliverTo: parts.deliverTo,
    changeChannel: (name, change) => {
      const channel = channelOf(state, name);
      if (change.isArchived !== undefined) channel.isArchived = change.isArchived;
      if (change.botIsMember === true) channel.members.add(app.botUserId);
      if (change.botIsMember === false) channel.members.delete(app.botUserId);
      state.changes.changed();
    },
    changeAccount: (name, change) => {
      const person = state.people.find((candidate) => candidate.name === name);
      if (person === undefined) throw new Error(`there is no person "${name}"`);
      person.account = { ...person.account, ...change };
      person.email = change.email ?? person.email;
      parts.sendEvent({ type: 'user_change', user: wirePerson(state, person) });
      state.changes.changed();
    },
    changeUsergroup: (handle, members) => {
      const group = state.usergroups.find((candidate) => candidate.handle === handle);
      if (group === undefined) throw new Error(`there is no user group @${handle}`);
      const before = group.users;
      group.users = members.map((name) => state.people.find((one) => one.name === name)?.id ?? name);
      parts.sendEvent({
        type: 'subteam_members_changed',
        subteam_id: group.id,
        team_id: app.teamId,
        added_users: group.users.filter((id) => !before.includes(id)),
        removed_users: before.filter((id) => !group.users.includes(id)),
      });
      state.changes.changed();
    },
    deleteMessage: (name, ts) => {
      const channel = channelOf(state, name);
      const message = findMessage(channel, ts);
      if (message === undefined) throw new Error(`#${channel.name} has no message ${ts}`);
      removeMessage(state, channel, message);
    },
    setWorldPanel: (panel) => {
      state.worldPanel = panel;
      state.changes.changed();
    },
    onStart: parts.onStart,
    waitFor: (probe, options) => state.changes.waitFor(probe, options),
    onChange: (listener) => state.changes.onChange(listener),
    stop: parts.stop,
  };
}

import type { ChannelOptions, PersonOptions, WorkspaceOptions } from '../workspace-options.ts';
import { createChangeFeed } from './change-feed.ts';
import { createIds, type Ids } from './ids.ts';
import type {
  AppIdentity,
  ChannelState,
  PersonState,
  UsergroupState,
  WorkspaceState,
} from './workspace-state.ts';

const defaultPeople: readonly PersonOptions[] = [
  { name: 'ana', realName: 'Ana', title: 'SRE' },
  { name: 'ben', realName: 'Ben', title: 'SRE' },
  { name: 'cleo', realName: 'Cleo', title: 'Platform' },
];

function createIdentity(options: WorkspaceOptions, ids: Ids): AppIdentity {
  return {
    teamId: options.team?.id ?? ids.make('T'),
    teamName: options.team?.name ?? 'Drill',
    teamDomain: options.team?.domain ?? 'drill',
    appId: options.app?.id ?? ids.make('A'),
    appName: options.app?.name ?? 'Middlewatch',
    botName: options.app?.botName ?? 'middlewatch',
    botUserId: ids.make('U'),
    botId: ids.make('B'),
    botToken: `xoxb-drill-${ids.hex(24)}`,
    appToken: `xapp-1-drill-${ids.hex(24)}`,
    signingSecret: ids.hex(32),
    verificationToken: ids.hex(24),
  };
}

const createPerson = (options: PersonOptions, ids: Ids): PersonState => ({
  id: options.id ?? ids.make('U'),
  name: options.name,
  realName: options.realName ?? options.name,
  email: options.account?.email ?? options.email ?? `${options.name}@example.com`,
  account: options.account ?? {},
  tz: options.tz ?? 'Etc/UTC',
  hasOwnZone: options.tz !== undefined,
  title: options.title ?? '',
  ephemerals: [],
  views: [],
  notices: [],
});

function createChannel(
  options: ChannelOptions,
  ids: Ids,
  members: readonly string[],
  created: number,
): ChannelState {
  return {
    id: options.id ?? ids.make('C'),
    name: options.name.replace(/^#/, ''),
    topic: options.topic ?? '',
    isPrivate: options.isPrivate ?? false,
    isArchived: options.isArchived ?? false,
    created,
    members: new Set(members),
    messages: [],
  };
}

/** The workspace as it is before anybody has said anything. */
export function createState(options: WorkspaceOptions): WorkspaceState {
  const ids = createIds(options.seed ?? 1);
  const now = options.now ?? Date.now;
  const app = createIdentity(options, ids);
  const people = (options.people ?? defaultPeople).map((person) => createPerson(person, ids));
  const created = Math.floor(now() / 1000);
  const channels = (options.channels ?? [{ name: 'incidents' }]).map((channel) =>
    createChannel(
      channel,
      ids,
      [...people.map((person) => person.id), ...(channel.botIsMember === false ? [] : [app.botUserId])],
      created,
    ),
  );
  const idOf = (name: string): string => {
    const person = people.find((candidate) => candidate.name === name);
    if (person === undefined) throw new Error(`a user group names "${name}", who is not among the people`);
    return person.id;
  };
  const usergroups = (options.usergroups ?? []).map((group): UsergroupState => ({
    id: group.id ?? ids.make('S'),
    handle: group.handle,
    name: group.name ?? group.handle,
    users: group.members.map(idOf),
  }));
  const calls: WorkspaceState['calls'] = [];
  const lastCalls = (): string =>
    `The last calls were: ${calls
      .slice(-8)
      .map((call) => `${call.method} ${call.error ?? (call.ok === true ? 'ok' : '(no answer)')}`)
      .join(', ')}`;
  return {
    ids,
    now,
    changes: createChangeFeed(lastCalls),
    app,
    people,
    channels,
    usergroups,
    commands: options.commands ?? [],
    shortcuts: options.shortcuts ?? [],
    botEvents: options.botEvents ?? [],
    uploads: new Map(),
    triggers: new Map(),
    responseUrls: new Map(),
    elementState: new Map(),
    versions: new Map(),
    homes: new Map(),
    deletions: [],
    pings: [],
    calls,
    deliveries: [],
    worldPanel: options.worldPanel,
    baseUrl: '',
    lastTs: 0,
  };
}

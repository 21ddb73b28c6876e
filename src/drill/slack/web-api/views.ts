import { completeBlocks } from '../blocks/complete-blocks.ts';
import { isObject } from '../blocks/rule.ts';
import { validateView } from '../blocks/validate-blocks.ts';
import type { Block, View } from '../message.ts';
import { findPerson, plain, type PersonState, type WorkspaceState } from '../state/workspace-state.ts';
import { readString, readStructure, requireString, type ApiArguments } from './arguments.ts';
import { refuseProblems } from './message-content.ts';
import type { Method } from './method.ts';
import { SlackError } from './slack-error.ts';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const flag = (value: unknown): boolean => value === true;
const block = (value: unknown): Block | null => (isObject(value) ? (value as Block) : null);

/** Checks a view from the app. @throws SlackError invalid_arguments with JSON pointers, as views.open answers. */
export function checkView(view: unknown): Readonly<Record<string, unknown>> {
  if (!isObject(view)) throw new SlackError('invalid_arguments', ['[ERROR] missing required field: view']);
  refuseProblems(validateView(view), 'invalid_arguments');
  return view;
}

/** The view as Slack keeps it: with an id, a hash and all fields. `old` keeps id and place. */
export function buildView(
  state: WorkspaceState,
  given: Readonly<Record<string, unknown>>,
  place: { readonly old?: View; readonly previous?: View },
): View {
  const id = place.old?.id ?? state.ids.make('V');
  return {
    id,
    team_id: state.app.teamId,
    type: given['type'] === 'home' ? 'home' : 'modal',
    callback_id: text(given['callback_id']),
    title: block(given['title']) ?? plain('View Title'),
    submit: block(given['submit']),
    close: block(given['close']),
    blocks: completeBlocks((given['blocks'] ?? []) as readonly Block[], state.ids.blockId),
    private_metadata: text(given['private_metadata']),
    external_id: text(given['external_id']),
    hash: `${Math.floor(state.now() / 1000)}.${state.ids.hex(8)}`,
    root_view_id: place.old?.root_view_id ?? place.previous?.root_view_id ?? id,
    previous_view_id: place.old?.previous_view_id ?? place.previous?.id ?? null,
    state: { values: {} },
    clear_on_close: flag(given['clear_on_close']),
    notify_on_close: flag(given['notify_on_close']),
    app_id: state.app.appId,
    app_installed_team_id: state.app.teamId,
    bot_id: state.app.botId,
  };
}

/** Uses the trigger up. @throws SlackError invalid_trigger_id, trigger_expired, trigger_exchanged */
function exchangeTrigger(state: WorkspaceState, args: ApiArguments): PersonState {
  const id = readString(args, 'trigger_id') ?? requireString(args, 'interactivity_pointer');
  const trigger = state.triggers.get(id);
  if (trigger === undefined) throw new SlackError('invalid_trigger_id');
  if (trigger.used) throw new SlackError('trigger_exchanged');
  if (state.now() > trigger.expiresAt) throw new SlackError('trigger_expired');
  const person = findPerson(state, trigger.userId);
  if (person === undefined) throw new SlackError('invalid_trigger_id');
  trigger.used = true;
  return person;
}

const readView = (args: ApiArguments): Readonly<Record<string, unknown>> =>
  checkView(readStructure(args, 'view', 'invalid_arguments'));

export const viewsOpen: Method = {
  token: 'bot',
  scopes: [],
  rate: 'tier4',
  run: ({ state }, args) => {
    const given = readView(args);
    const person = exchangeTrigger(state, args);
    const view = buildView(state, given, {});
    person.views = [view];
    state.changes.changed();
    return { view };
  },
};

/** Slack stacks at most three views. */
export const maxStackedViews = 3;

export const viewsPush: Method = {
  token: 'bot',
  scopes: [],
  rate: 'tier4',
  run: ({ state }, args) => {
    const given = readView(args);
    const person = exchangeTrigger(state, args);
    const top = person.views.at(-1);
    if (top === undefined) throw new SlackError('not_found');
    if (person.views.length >= maxStackedViews) throw new SlackError('push_limit_reached');
    const view = buildView(state, given, { previous: top });
    person.views = [...person.views, view];
    state.changes.changed();
    return { view };
  },
};

export const viewsUpdate: Method = {
  token: 'bot',
  scopes: [],
  rate: 'tier4',
  run: ({ state }, args) => {
    const given = readView(args);
    const id = readString(args, 'view_id');
    const externalId = readString(args, 'external_id');
    const isIt = (view: View): boolean =>
      id === undefined ? view.external_id === externalId : view.id === id;
    const person = state.people.find((candidate) => candidate.views.some(isIt));
    const old = person?.views.find(isIt);
    if (person === undefined || old === undefined || (id ?? externalId) === undefined)
      throw new SlackError('not_found');
    const hash = readString(args, 'hash');
    if (hash !== undefined && hash !== old.hash) throw new SlackError('hash_conflict');
    const view = buildView(state, given, { old });
    person.views = person.views.map((other) => (other.id === old.id ? view : other));
    state.changes.changed();
    return { view };
  },
};

export const viewsPublish: Method = {
  token: 'bot',
  scopes: [],
  rate: 'tier4',
  run: ({ state }, args) => {
    const given = readView(args);
    const person = findPerson(state, requireString(args, 'user_id'));
    if (person === undefined) throw new SlackError('user_not_found');
    const old = state.homes.get(person.id);
    const view = buildView(state, { ...given, type: 'home' }, old === undefined ? {} : { old });
    state.homes.set(person.id, view);
    state.changes.changed();
    return { view };
  },
};

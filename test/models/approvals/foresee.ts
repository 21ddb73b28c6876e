import type { ApprovalWorld } from './approval-world.ts';
import { requestAt } from './jobs.ts';
import { factsOf, isPossible, pathsOf } from './model-facts.ts';
import {
  breakerIsOpen,
  brokeTooOften,
  isBusy,
  mayActAlone,
  needsPermit,
  peopleOfObjectBreaker,
  permitOf,
  personBreakerIsOpen,
} from './plain-stops.ts';
import {
  freezeOn,
  glass,
  isAsker,
  knowsTheNews,
  rules,
  type Identity,
  type ModelAction,
  type PlainModel,
  type PlainPermit,
  type PlainRequest,
  type State,
} from './plain-model.ts';

/** Says before something is done what must come of it; the function says afterwards what is wrong, if anything is. */
export type Foresee = (world: ApprovalWorld) => () => string | undefined;

export interface Wish {
  action: ModelAction;
  replicas: number;
  /** On two objects, where the action is for such. */
  both: boolean;
}

/** Whether a wish becomes a request of its own. */
export function foreseeAsk(slackUser: string, { action, replicas, both }: Wish): Foresee {
  return (world) => {
    const { model } = world;
    const before = model.requests.size;
    const value = action === 'scale' ? replicas : undefined;
    const objects = possibleOf(world, action, value, both);
    const wanted =
      mayAsk(world, slackUser, action) &&
      isNew(world, action, value, objects) &&
      !isBroken(world, slackUser, action, objects);
    return () => {
      const made = model.requests.size > before;
      if (made === wanted) return undefined;
      return `the wish of ${slackUser} to ${action} ${made ? 'became a request' : 'became no request'}`;
    };
  };
}

function mayAsk(world: ApprovalWorld, slackUser: string, action: ModelAction): boolean {
  const { model, cluster } = world;
  const person = model.people.get(slackUser);
  if (person === undefined || !isAllowed(model, person, action)) return false;
  return !world.readOnly && freezeOn(model, action) === undefined && !cluster.forbidden.has(person.user);
}

/** A breaker is open, and nobody could close it. */
function isBroken(
  { model }: ApprovalWorld,
  slackUser: string,
  action: ModelAction,
  objects: PlainRequest['objects'],
): boolean {
  const user = model.people.get(slackUser)?.user ?? '';
  const wish = { id: '', askedByUser: user, undoes: undefined, objects };
  if (personBreakerIsOpen(model, wish)) return true;
  const people = peopleOfObjectBreaker(model, wish);
  if (people === undefined) return false;
  const { from, count } = rules[action];
  const fresh = [...model.people.values()].some(
    (one) => one.user !== user && !people.includes(one.user) && one.groups.includes(from),
  );
  return !fresh && (count > 0 || people.includes(user));
}

/** By the policy: there is a rule, for this person, and there are enough others who may approve. */
function isAllowed(
  model: PlainModel,
  person: Identity,
  action: ModelAction,
  approvers: 'wanted' | 'spared' = 'wanted',
): boolean {
  const { ask, from, count } = rules[action];
  if (model.withdrawn.has(action) || !person.groups.includes(ask)) return false;
  if (approvers === 'spared') return true;
  const others = [...model.people.values()].filter(
    (one) => one.user !== person.user && one.groups.includes(from),
  );
  return new Set(others.map(({ user }) => user)).size >= count;
}

/** Looked at again before an approval counts: who asked is still who they were, and may still ask. */
function mayStillAsk({ model }: ApprovalWorld, request: PlainRequest): boolean {
  const asker = model.people.get(request.askedBy);
  // Who may do it alone needs nobody who could approve.
  const approvers = model.permits.has(request.id) ? 'spared' : 'wanted';
  return asker?.user === request.askedByUser && isAllowed(model, asker, request.action, approvers);
}

/** Of the objects that are meant those on which there is something to do; all have to be there. */
function possibleOf(
  { cluster: { objects } }: ApprovalWorld,
  action: ModelAction,
  value: number | undefined,
  both: boolean,
): PlainRequest['objects'] {
  const meant = pathsOf(action, both).map((path) => ({ path, object: objects.get(path) }));
  if (meant.some(({ object }) => object === undefined)) return [];
  return meant.flatMap(({ path, object }) =>
    object === undefined || !isPossible(action, value, object, objects)
      ? []
      : [{ path, facts: factsOf(action, object, objects) }],
  );
}

/** Possible, and nobody waits for exactly this already. */
function isNew(
  world: ApprovalWorld,
  action: ModelAction,
  value: number | undefined,
  objects: PlainRequest['objects'],
): boolean {
  if (objects.length === 0) return false;
  return ![...world.model.requests.values()].some(
    (one) =>
      one.action === action &&
      one.value === value &&
      JSON.stringify(one.objects) === JSON.stringify(objects) &&
      (['executing', 'verifying'].includes(one.state) ||
        (one.state === 'awaiting-approval' && one.expiresAt > world.model.now)),
  );
}

/** Where an answer leaves the request. */
export function foreseeAnswer(
  slackUser: string,
  verb: 'approve' | 'deny' | 'cancel',
  which: number,
): Foresee {
  return (world) => {
    const request = requestAt(world, which);
    if (request === undefined) return () => undefined;
    const state = stateAfter(world, request, slackUser, verb, permitNow(world, request, slackUser));
    return () =>
      request.state === state
        ? undefined
        : `${request.id} is ${request.state}, not ${state}, after ${slackUser} wanted to ${verb} it`;
  };
}

/** Where the form behind Break glass leaves the request: it is permitted, and approved by that. */
export function foreseeBreakGlass(slackUser: string, which: number): Foresee {
  return (world) => {
    const request = requestAt(world, which);
    if (request === undefined) return () => undefined;
    const { model } = world;
    const person = model.people.get(slackUser);
    const waits = request.state === 'awaiting-approval';
    const user = person?.user ?? '';
    const permitted = waits && mayActAlone(model, request, person) && !brokeTooOften(model, user);
    const fresh = { user, slackUser, until: model.now + glass.forMs, usedAt: undefined };
    if (permitted && !model.permits.has(request.id)) model.permits.set(request.id, fresh);
    const state = permitted
      ? stateAfter(world, request, slackUser, 'approve', permitNow(world, request, slackUser))
      : request.state;
    // Only foreseen: that it is written is the judge's to see.
    if (model.permits.get(request.id) === fresh) model.permits.delete(request.id);
    return () =>
      request.state === state
        ? undefined
        : `${request.id} is ${request.state}, not ${state}, after ${slackUser} wanted to do it alone`;
  };
}

function permitNow(
  { model }: ApprovalWorld,
  request: PlainRequest,
  slackUser: string,
): PlainPermit | undefined {
  const user = model.people.get(slackUser)?.user;
  return user === undefined ? undefined : permitOf(model, request, slackUser, user);
}

function stateAfter(
  world: ApprovalWorld,
  request: PlainRequest,
  slackUser: string,
  verb: 'approve' | 'deny' | 'cancel',
  permit: PlainPermit | undefined,
): State {
  const { model } = world;
  const { state } = request;
  if (state !== 'awaiting-approval' || !mayAnswer(model, request, slackUser, verb, permit)) return state;
  if (verb === 'cancel') return 'cancelled';
  if (request.expiresAt <= model.now) return state;
  if (verb === 'deny') return 'denied';
  if (world.readOnly || freezeOn(model, request.action) !== undefined) return state;
  if (!mayStillAsk(world, request)) return state;
  const { objects } = world.cluster;
  const fits =
    !world.cluster.forbidden.has(request.askedByUser) &&
    request.objects.every(({ path, facts }) => {
      const object = objects.get(path);
      return (
        object !== undefined &&
        isPossible(request.action, request.value, object, objects) &&
        factsOf(request.action, object, objects) === facts
      );
    });
  if (!fits) return 'superseded';
  const person = model.people.get(slackUser);
  const user = person?.user ?? '';
  const { count } = rules[request.action];
  const alone = needsPermit(request, slackUser, user, count);
  if (alone && !mayUse(model, request, person, permit)) return state;
  if (!alone && request.counted.length + 1 < count) return state;
  if (isBusy(model, request) || !knowsTheNews(model, request, user, model.now)) return state;
  const approving = [user, ...request.yes.map((yes) => yes.user)];
  const isOpen = alone ? personBreakerIsOpen(model, request) : breakerIsOpen(model, request, approving);
  return isOpen ? state : 'executing';
}

function mayUse(
  model: PlainModel,
  request: PlainRequest,
  person: Identity | undefined,
  permit: PlainPermit | undefined,
): boolean {
  if (permit === undefined || permit.until <= model.now) return false;
  return mayActAlone(model, request, person) && !brokeTooOften(model, permit.user);
}

function mayAnswer(
  model: PlainModel,
  request: PlainRequest,
  slackUser: string,
  verb: 'approve' | 'deny' | 'cancel',
  permit: PlainPermit | undefined,
): boolean {
  const person = model.people.get(slackUser);
  if (person === undefined) return false;
  const { from, count } = rules[request.action];
  const own = isAsker(request, slackUser, person.user);
  if (own ? verb === 'approve' && count > 0 && permit === undefined : !person.groups.includes(from))
    return false;
  const earlier = request.counted.some((one) => one.user === person.user || one.slackUser === slackUser);
  return verb === 'cancel' || !earlier;
}

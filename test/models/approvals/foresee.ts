import type { ApprovalWorld } from './approval-world.ts';
import { requestAt } from './jobs.ts';
import { factsOf, isPossible, pathOf } from './model-facts.ts';
import {
  freezeOn,
  isAsker,
  knowsTheNews,
  rules,
  type Identity,
  type ModelAction,
  type PlainModel,
  type PlainRequest,
  type State,
} from './plain-model.ts';

/** Says before something is done what must come of it; the function says afterwards what is wrong, if anything is. */
export type Foresee = (world: ApprovalWorld) => () => string | undefined;

/** Whether a wish becomes a request of its own. */
export function foreseeAsk(slackUser: string, action: ModelAction, replicas: number): Foresee {
  return (world) => {
    const { model } = world;
    const before = model.requests.size;
    const value = action === 'scale' ? replicas : undefined;
    const wanted = mayAsk(world, slackUser, action) && isNew(world, action, value);
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

/** By the policy: there is a rule, for this person, and there are enough others who may approve. */
function isAllowed(model: PlainModel, person: Identity, action: ModelAction): boolean {
  const { ask, from, count } = rules[action];
  if (model.withdrawn.has(action) || !person.groups.includes(ask)) return false;
  const others = [...model.people.values()].filter(
    (one) => one.user !== person.user && one.groups.includes(from),
  );
  return new Set(others.map(({ user }) => user)).size >= count;
}

/** Looked at again before an approval counts: who asked is still who they were, and may still ask. */
function mayStillAsk({ model }: ApprovalWorld, request: PlainRequest): boolean {
  const asker = model.people.get(request.askedBy);
  return asker?.user === request.askedByUser && isAllowed(model, asker, request.action);
}

/** Possible, and nobody waits for exactly this already. */
function isNew(world: ApprovalWorld, action: ModelAction, value: number | undefined): boolean {
  const object = world.cluster.objects.get(pathOf(action));
  if (object === undefined || !isPossible(action, value, object)) return false;
  const facts = factsOf(action, object);
  return ![...world.model.requests.values()].some(
    (one) =>
      one.action === action &&
      one.value === value &&
      one.facts === facts &&
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
    const state = stateAfter(world, request, slackUser, verb);
    return () =>
      request.state === state
        ? undefined
        : `${request.id} is ${request.state}, not ${state}, after ${slackUser} wanted to ${verb} it`;
  };
}

function stateAfter(
  world: ApprovalWorld,
  request: PlainRequest,
  slackUser: string,
  verb: 'approve' | 'deny' | 'cancel',
): State {
  const { model } = world;
  const { state } = request;
  if (state !== 'awaiting-approval' || !mayAnswer(model, request, slackUser, verb)) return state;
  if (verb === 'cancel') return 'cancelled';
  if (request.expiresAt <= model.now) return state;
  if (verb === 'deny') return 'denied';
  if (world.readOnly || freezeOn(model, request.action) !== undefined) return state;
  if (!mayStillAsk(world, request)) return state;
  const object = world.cluster.objects.get(pathOf(request.action));
  const fits =
    object !== undefined &&
    !world.cluster.forbidden.has(request.askedByUser) &&
    isPossible(request.action, request.value, object) &&
    factsOf(request.action, object) === request.facts;
  if (!fits) return 'superseded';
  if (request.counted.length + 1 < rules[request.action].count) return state;
  const user = model.people.get(slackUser)?.user ?? '';
  const starts = !isBusy(model, request) && knowsTheNews(model, request, user, model.now);
  return starts ? 'executing' : state;
}

/** One execution at a time an object. */
function isBusy(model: PlainModel, request: PlainRequest): boolean {
  const uidOf = ({ facts }: PlainRequest): unknown => (JSON.parse(facts) as unknown[])[0];
  return [...model.requests.values()].some(
    (other) => other.state === 'executing' && uidOf(other) === uidOf(request),
  );
}

function mayAnswer(
  model: PlainModel,
  request: PlainRequest,
  slackUser: string,
  verb: 'approve' | 'deny' | 'cancel',
): boolean {
  const person = model.people.get(slackUser);
  if (person === undefined) return false;
  const { from, count } = rules[request.action];
  const own = isAsker(request, slackUser, person.user);
  if (own ? verb === 'approve' && count > 0 : !person.groups.includes(from)) return false;
  const earlier = request.counted.some((one) => one.user === person.user || one.slackUser === slackUser);
  return verb === 'cancel' || !earlier;
}

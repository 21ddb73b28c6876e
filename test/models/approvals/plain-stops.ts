import {
  breakers,
  glass,
  isAsker,
  type Identity,
  type PlainModel,
  type PlainPermit,
  type PlainRequest,
} from './plain-model.ts';

/** What stops an execution besides approvals: other executions, breakers; and what takes the place of an approval. */

const hourMs = 3_600_000;

/** Executions that run now. */
function running(model: PlainModel, request: PlainRequest): readonly PlainRequest[] {
  return [...model.requests.values()].filter(
    (one) => one.id !== request.id && one.executionId !== undefined && one.outcome === undefined,
  );
}

/** One execution at a time an object; a drain has the pods of its node as well. */
export function isBusy(model: PlainModel, request: PlainRequest): boolean {
  const uidsOf = ({ objects }: PlainRequest): readonly unknown[] =>
    objects.map(({ facts }) => (JSON.parse(facts) as unknown[])[0]);
  return running(model, request).some(
    (other) =>
      uidsOf(other).some((uid) => uidsOf(request).includes(uid)) ||
      (other.action === 'drain' && request.action === 'delete-pod') ||
      (other.action === 'delete-pod' && request.action === 'drain'),
  );
}

/** Those that changed something within so long, the oldest first. */
function counted(model: PlainModel, request: Pick<PlainRequest, 'id'>, withinMs: number) {
  return [...model.requests.values()]
    .filter(
      ({ id, executionId, outcome, startedAt }) =>
        id !== request.id &&
        executionId !== undefined &&
        outcome !== 'refused' &&
        outcome !== 'world-moved' &&
        startedAt > model.now - withinMs,
    )
    .sort((one, other) => one.startedAt - other.startedAt);
}

type Wish = Pick<PlainRequest, 'id' | 'askedByUser' | 'undoes' | 'objects'>;

function takesBackWorse(model: PlainModel, { undoes }: Wish): boolean {
  return undoes !== undefined && model.requests.get(undoes)?.verdict === 'worse';
}

/** Too many by one person. */
export function personBreakerIsOpen(model: PlainModel, request: Wish): boolean {
  const { executions, withinMs } = breakers.person;
  const own = counted(model, request, withinMs).filter((one) => one.askedByUser === request.askedByUser);
  return !takesBackWorse(model, request) && own.length >= executions;
}

/** Too many on one object, or one that made it worse: who took part in these; undefined: it is closed. */
export function peopleOfObjectBreaker(model: PlainModel, request: Wish): readonly string[] | undefined {
  const { executions, withinMs } = breakers.object;
  const paths = request.objects.map(({ path }) => path);
  const same = counted(model, request, withinMs).filter(({ objects }) =>
    objects.some(({ path }) => paths.includes(path)),
  );
  const last = same.at(-1);
  const worse = last?.verdict === 'worse';
  if (last === undefined || takesBackWorse(model, request)) return undefined;
  if (!worse && same.length < executions) return undefined;
  return (worse ? [last] : same).flatMap((one) => [one.askedByUser, ...one.yes.map(({ user }) => user)]);
}

/** @param approving who clicks, and those who did before */
export function breakerIsOpen(
  model: PlainModel,
  request: PlainRequest,
  approving: readonly string[],
): boolean {
  if (personBreakerIsOpen(model, request)) return true;
  const people = peopleOfObjectBreaker(model, request);
  return people !== undefined && approving.every((user) => people.includes(user));
}

/** By the rules of break-glass: this person alone, with somebody else to review it. */
export function mayActAlone(model: PlainModel, request: PlainRequest, person: Identity | undefined): boolean {
  if (person?.user !== request.askedByUser) return false;
  const others = [...model.people.values()].filter(({ user }) => user !== person.user);
  return (
    glass.actions.includes(request.action) &&
    person.groups.includes(glass.who) &&
    others.some(({ groups }) => groups.includes(glass.review))
  );
}

export function brokeTooOften(model: PlainModel, user: string): boolean {
  const used = [...model.permits.values()].filter(
    (one) => one.user === user && one.usedAt !== undefined && one.usedAt > model.now - hourMs,
  );
  return used.length >= glass.perHour;
}

/** The asker's own yes counts only by this. */
export function permitOf(
  model: PlainModel,
  { id }: PlainRequest,
  slackUser: string,
  user: string,
): PlainPermit | undefined {
  const permit = model.permits.get(id);
  const isTheirs = permit?.slackUser === slackUser && permit.user === user && permit.usedAt === undefined;
  return isTheirs ? permit : undefined;
}

/** Somebody's own yes to what others have to approve. */
export function needsPermit(request: PlainRequest, slackUser: string, user: string, count: number): boolean {
  return count > 0 && isAsker(request, slackUser, user);
}

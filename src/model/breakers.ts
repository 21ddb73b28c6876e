import type { ActionRequest } from './action-request.ts';
import { isSilenceAction } from './action.ts';
import type { ObjectReference } from './object-reference.ts';

export interface BreakerLimit {
  executions: number;
  withinMs: number;
}

/** What stops a series of actions: too many by one person, or on one object. Absent: no limit. */
export interface Breakers {
  /** Of one person who asks. */
  person?: BreakerLimit;
  /** On one object, and after a verdict *worse* there. */
  object?: BreakerLimit;
}

/** A breaker that is open: why an approval does not count. */
export type OpenBreaker =
  | { breaker: 'person'; user: string; executions: number; withinMs: number; endsAt: number }
  /** `people`: the Kubernetes users who asked for or approved what was counted; anybody else closes it. */
  | {
      breaker: 'object';
      because: 'too-many' | 'worse';
      executions: number;
      withinMs: number;
      lastAt: number;
      people: readonly string[];
    };

/** A request is judged by itself and by those that were carried out before it. */
export type Judged = Pick<
  ActionRequest,
  'id' | 'askedByUser' | 'approvals' | 'execution' | 'undoes' | 'plan'
>;

/**
 * @param past requests with an execution; those that changed nothing do not count
 * @param approving the users whose approvals carry it: the one who clicks, and those who did before
 */
export function openBreaker(
  breakers: Breakers,
  request: Judged,
  approving: readonly string[],
  past: readonly Judged[],
  now: number,
): OpenBreaker | undefined {
  const counted = past
    .filter((one) => one.id !== request.id && changedSomething(one))
    .sort((one, other) => startOf(one) - startOf(other));
  const undone = counted.find(({ id }) => id === request.undoes);
  // Taking back what made things worse is what should happen.
  if (undone?.execution?.verdict?.result === 'worse') return undefined;
  return (
    openForPerson(breakers.person, request, counted, now) ??
    openForObject(breakers.object, request, approving, counted, now)
  );
}

function openForPerson(
  limit: BreakerLimit | undefined,
  { askedByUser: user }: Judged,
  counted: readonly Judged[],
  now: number,
): OpenBreaker | undefined {
  if (limit === undefined) return undefined;
  const own = counted.filter((one) => one.askedByUser === user && startOf(one) > now - limit.withinMs);
  const oldest = own[own.length - limit.executions];
  if (oldest === undefined) return undefined;
  return { breaker: 'person', user, ...limit, endsAt: startOf(oldest) + limit.withinMs };
}

function openForObject(
  limit: BreakerLimit | undefined,
  request: Judged,
  approving: readonly string[],
  counted: readonly Judged[],
  now: number,
): OpenBreaker | undefined {
  if (limit === undefined || isSilenceAction(request.plan.parameters.action)) return undefined;
  const names = targetsOf(request).map(nameOf);
  const same = counted.filter(
    (one) =>
      startOf(one) > now - limit.withinMs && targetsOf(one).some((target) => names.includes(nameOf(target))),
  );
  const last = same.at(-1);
  const worse = last?.execution?.verdict?.result === 'worse';
  if (last === undefined || (!worse && same.length < limit.executions)) return undefined;
  const took = worse ? [last] : same;
  const people = [
    ...new Set(took.flatMap((one) => [one.askedByUser, ...one.approvals.map(({ user }) => user)])),
  ];
  if (approving.some((user) => !people.includes(user))) return undefined;
  const because = worse ? 'worse' : 'too-many';
  return {
    breaker: 'object',
    because,
    executions: same.length,
    withinMs: limit.withinMs,
    lastAt: startOf(last),
    people,
  };
}

function changedSomething({ execution }: Judged): boolean {
  return execution !== undefined && execution.outcome !== 'refused' && execution.outcome !== 'world-moved';
}

function startOf({ execution }: Judged): number {
  return execution?.startedAt ?? 0;
}

/** A plan may name several objects. */
function targetsOf({
  plan,
}: {
  plan: { target: ObjectReference; parts?: readonly { target: ObjectReference }[] };
}): readonly ObjectReference[] {
  return plan.parts?.map(({ target }) => target) ?? [plan.target];
}

/** By name: an object that was made anew is still the one that people mean. */
function nameOf({ cluster, kind, namespace = '', name }: ObjectReference): string {
  return [cluster, kind, namespace, name].join('/');
}

import { isEntitled } from '../approvals/principal.ts';
import { openBreaker } from '../model/breakers.ts';
import type { Person } from '../model/person.ts';
import type { Plan } from '../model/plan.ts';
import type { ActionWorkTools } from './action-tools.ts';
import { breakerInWords } from './breaker-words.ts';

/** What is asked for, and who could approve it. */
interface Asked {
  id: string;
  undoes?: string | undefined;
  plan: Plan;
  approvers: readonly string[];
  approvalsNeeded: number;
  /** They want to carry it out alone: their own limits and a review hold then. */
  breakGlass?: object | undefined;
}

/**
 * The circuit breakers when somebody asks: refused at once when nobody could approve it now, else a warning in the plan.
 * They are looked at again with the last approval, in its transaction.
 */
export async function breakersAtAsk(
  tools: ActionWorkTools,
  asker: Person,
  { id, undoes, plan, approvers, approvalsNeeded, breakGlass }: Asked,
): Promise<{ refused: string } | { warnings: readonly string[] }> {
  const { breakers } = tools;
  const limits = [breakers?.person, breakers?.object].filter((limit) => limit !== undefined);
  if (breakers === undefined || limits.length === 0) return { warnings: [] };
  const past = await tools.store.listExecuted(Math.max(...limits.map(({ withinMs }) => withinMs)));
  const request = {
    id,
    askedByUser: asker.user,
    approvals: [],
    plan,
    ...(undoes !== undefined && { undoes }),
  };
  const open = openBreaker(breakers, request, [], past, tools.now());
  if (open === undefined) return { warnings: [] };
  const words = breakerInWords(open, plan.target, tools.now());
  if (open.breaker === 'person') return { refused: words };
  const fresh = tools.people
    .listPeople()
    .filter(({ user }) => user !== asker.user && !open.people.includes(user))
    .some((person) => isEntitled(approvers, person));
  const alone = approvalsNeeded === 0 && !open.people.includes(asker.user);
  if (fresh || alone || breakGlass !== undefined) return { warnings: [words] };
  return { refused: `${words} Nobody else who may approve it is mapped: wait, or add people to the config.` };
}

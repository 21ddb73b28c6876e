import type { ActionRequest } from '../model/action-request.ts';
import { durationInWords } from '../model/duration-in-words.ts';
import type { Plan } from '../model/plan.ts';
import { sharesObject } from '../model/shares-object.ts';
import { verdictWords } from '../model/verdict.ts';
import type { Store } from '../store/store.ts';

/** What ended longer ago is history: `/mw audit` tells it. */
const recentMs = 60 * 60_000;
/** So many requests about one object are looked through. */
const most = 50;
/** More would hide the other warnings. */
const mostTold = 4;

/**
 * What the record knows of the objects of a plan: other actions on them that wait, run or ended in the last hour; and
 * whether the revision to return to was itself rolled back before.
 * @param left ids of requests that are no news to who asks: the one that this replaces, the one that it undoes
 */
export async function recordWarnings(
  { store, now }: { store: Pick<Store, 'listRequests'>; now: () => number },
  plan: Plan,
  left: readonly (string | undefined)[],
): Promise<string[]> {
  const uids = [...new Set((plan.parts ?? [plan]).map(({ target }) => target.uid))].slice(0, 20);
  const found = await Promise.all(
    uids.map(async (objectUid) => store.listRequests({ objectUid, limit: most })),
  );
  const others = [...new Map(found.flat().map((one) => [one.id, one])).values()]
    .filter((one) => !left.includes(one.id) && sharesObject(plan, one.plan))
    .sort((one, other) => other.askedAt - one.askedAt);
  const told = others.flatMap((one) => sameObject(one, now()) ?? []);
  return [...rolledBack(plan, others, now()), ...told.slice(0, mostTold)];
}

function sameObject(request: ActionRequest, now: number): string | undefined {
  const { plan, state, askedByUser, expiresAt, execution } = request;
  const ago = (at: number): string => `${durationInWords(Math.max(0, now - at))} ago`;
  switch (state) {
    case 'awaiting-approval':
      return expiresAt <= now
        ? undefined
        : `Another request for the same object waits for approval: ${plan.title} (${askedByUser}, ${ago(request.askedAt)}).`;
    case 'executing':
    case 'verifying':
      return `Another action on the same object is under way: ${plan.title} (${askedByUser}). Wait for its verdict before you judge this plan.`;
    case 'done': {
      const at = execution?.finishedAt ?? execution?.startedAt;
      if (at === undefined || now - at > recentMs) return undefined;
      const verdict = execution?.verdict === undefined ? '' : `: ${verdictWords[execution.verdict.result]}`;
      return `${ago(at)} on the same object: ${plan.title} (${askedByUser})${verdict}.`;
    }
    default:
      return undefined;
  }
}

/** The template to return to is the one that an earlier rollback left: it was left for a reason. */
function rolledBack(plan: Plan, others: readonly ActionRequest[], now: number): string[] {
  const templates = (plan.parts ?? [plan])
    .filter(({ parameters }) => parameters.action === 'rollback')
    .map(({ after }) => after['template']);
  const left = others.find(
    ({ state, plan: earlier }) =>
      (state === 'done' || state === 'verifying') &&
      (earlier.parts ?? [earlier]).some(
        ({ parameters, before }) =>
          parameters.action === 'rollback' &&
          before['template'] !== undefined &&
          templates.includes(before['template']),
      ),
  );
  if (left === undefined) return [];
  const at = left.execution?.finishedAt ?? left.execution?.startedAt ?? left.askedAt;
  const verdict = left.execution?.verdict;
  const found = verdict === undefined ? '' : ` Its verdict: ${verdictWords[verdict.result]}.`;
  return [
    `This revision was itself rolled back ${durationInWords(Math.max(0, now - at))} ago (${left.plan.title}, asked by ${left.askedByUser}): it was left for a reason.${found}`,
  ];
}

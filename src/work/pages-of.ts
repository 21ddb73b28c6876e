import { isEntitled } from '../approvals/principal.ts';
import type { ActionRequest } from '../model/action-request.ts';
import type { MessageWanted } from '../store/store.ts';
import type { ActionWorkTools } from './action-tools.ts';

/** A group with more people than these is no list to wake. */
const mostPages = 20;

/**
 * Where the config says so, a direct message to each mapped person who may approve this, by the first of their accounts.
 * Not to who asked. They say what becomes of the request as the plan's own message does.
 */
export function pagesOf(
  { page = 'nobody', people }: Pick<ActionWorkTools, 'page' | 'people'>,
  { id, incidentId, approvers, approvalsNeeded, askedBy, askedByUser }: ActionRequest,
): readonly MessageWanted[] {
  if (page === 'nobody' || approvalsNeeded === 0) return [];
  const accounts = new Map<string, string>();
  for (const person of people.listPeople()) {
    const own = person.user === askedByUser || person.slackUser === askedBy;
    if (!own && isEntitled(approvers, person) && !accounts.has(person.user))
      accounts.set(person.user, person.slackUser);
  }
  return [...accounts.values()].slice(0, mostPages).map((slackUser) => ({
    id: `page/${id}/${slackUser}`,
    kind: 'page' as const,
    channel: slackUser,
    requestId: id,
    ...(incidentId !== undefined && { incidentId }),
  }));
}

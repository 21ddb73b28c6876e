import { isPermitted } from '../approvals/decide-answer.ts';
import { decideBreakGlass } from '../approvals/decide-break-glass.ts';
import { firstReminderAt } from '../approvals/next-reminder.ts';
import type { ActionRequest } from '../model/action-request.ts';
import type { Input } from '../model/input.ts';
import type { Person } from '../model/person.ts';
import type { GlassAnswer } from '../store/store.ts';
import type { ActionWorkTools } from './action-tools.ts';
import { fromWhere } from './from-where.ts';
import type { BreakGlassSettings } from './glass-tools.ts';
import { auditOf, timelineOf } from './request-records.ts';

/** What the store writes when the asker's own approval counts by a permission; undefined where none is needed or there. */
export function glassAnswerOf(
  tools: Pick<ActionWorkTools, 'breakGlass' | 'people'>,
  request: ActionRequest,
  input: Input,
  person: Person,
  at: number,
): GlassAnswer | undefined {
  const { breakGlass, plan } = request;
  if (breakGlass === undefined || !isPermitted(request, person)) return undefined;
  const { cluster, namespace } = plan.target;
  const asked = { action: plan.parameters.action, cluster, namespace, plan };
  // Rights may have been withdrawn since it was permitted.
  if (!decideBreakGlass(tools.breakGlass, asked, person, tools.people.listPeople()).allowed) return undefined;
  const { title } = plan;
  return {
    remindAt: firstReminderAt(tools.breakGlass.remind, at),
    effects: {
      timeline: timelineOf(
        request,
        'glass-broken',
        `Broke the glass: ${title}: ${breakGlass.reason}`,
        at,
        input.person,
      ),
      audit: [
        auditOf(request, 'glass-broken', { actor: input.person, user: person.user }, at, {
          reason: breakGlass.reason,
          reviewers: [...breakGlass.reviewers],
          ...fromWhere(input),
        }),
      ],
      messages: [
        {
          id: `debt/${request.id}/broken`,
          kind: 'debt',
          channel: request.channel,
          requestId: request.id,
          ...(request.incidentId !== undefined && { incidentId: request.incidentId }),
        },
      ],
    },
  };
}

/** Why a permission that was recorded did not count. */
export function glassOverText(
  { perHour }: Pick<BreakGlassSettings, 'perHour'>,
  reason: 'glass-expired' | 'glass-too-often',
): string {
  if (reason === 'glass-expired')
    return 'Nothing was done: your time to do this alone is over, and the plan waits for an approval. `/mw break-glass …` again, if nobody answers.';
  return `Nothing was done: you broke the glass ${perHour === 1 ? 'once' : `${perHour} times`} within the last hour, and no more is allowed (breakGlass.perHour). Wake somebody up: the plan waits for an approval.`;
}

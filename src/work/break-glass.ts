import { decideBreakGlass } from '../approvals/decide-break-glass.ts';
import { principalsInWords } from '../approvals/principal.ts';
import type { ActionRequest } from '../model/action-request.ts';
import type { Answer } from '../model/answer.ts';
import { incidentName, type IncidentSnapshot } from '../model/incident.ts';
import type { Input } from '../model/input.ts';
import type { ActionWorkTools } from './action-tools.ts';
import { unknownHandle } from './answer-request.ts';
import { escapeText } from './escape-text.ts';
import { fromWhere } from './from-where.ts';
import { glassOverText } from './glass-answer.ts';
import { lateAnswer } from './late-answer.ts';
import { auditOf, timelineOf } from './request-records.ts';

/**
 * The form behind Break glass: who asked types why, and carries out the plan that they saw. The permission is recorded
 * first; then it is their own approval, checked like any other, which the store counts only by that permission.
 */
export function createBreakGlass(
  tools: ActionWorkTools,
  approve: (input: Input, handle: string) => Promise<Answer | undefined>,
): (input: Input, handle: string, reason: string) => Promise<Answer | undefined> {
  return async (input, handle, reason) => {
    const request = await tools.store.findRequestByHandle(handle);
    if (request === undefined) return { text: unknownHandle };
    if (request.state !== 'awaiting-approval') return lateAnswer(tools, request);
    if (reason === '') return { text: 'Nothing was done: say why. Press Break glass again.' };
    const permitted = await permitAlone(tools, input, request, reason);
    return 'text' in permitted ? permitted : approve(input, handle);
  };
}

/** `/mw break-glass …` made its plan, or found it waiting: the permission, and what to do now. */
export async function permitAfterPlan(
  tools: ActionWorkTools,
  input: Input,
  incident: IncidentSnapshot | undefined,
  request: ActionRequest,
  reason: string,
): Promise<Answer> {
  const permitted = await permitAlone(tools, input, request, reason);
  if ('text' in permitted) return permitted;
  const until = permitted.breakGlass?.expiresAt ?? permitted.expiresAt;
  const place =
    incident === undefined ? 'on the plan' : `in the thread of ${incidentName(incident.incident)}`;
  return {
    text: `Planned, nothing changed yet: ${escapeText(permitted.plan.title)}. *Approve* ${place} is yours until ${timeToken(until)}: then it starts, this channel is told, and ${escapeText(principalsInWords(permitted.breakGlass?.reviewers ?? []))} must review it afterwards.`,
  };
}

async function permitAlone(
  tools: ActionWorkTools,
  input: Input,
  request: ActionRequest,
  reason: string,
): Promise<ActionRequest | Answer> {
  const at = tools.now();
  const person = tools.people.findPerson(input.person);
  const { plan } = request;
  const { cluster, namespace } = plan.target;
  const who = { actor: input.person, user: person?.user };
  const refuse = async (why: string, message: string): Promise<Answer> => {
    const data = { asked: 'break-glass', reason: why, message, typed: reason, ...fromWhere(input) };
    await tools.store.appendAudit(auditOf(request, 'refused', who, at, data));
    return { text: escapeText(message) };
  };
  if (person === undefined || person.user !== request.askedByUser)
    return refuse(
      'not-asker',
      'Only who asked for this may carry it out alone. You can approve it, if you may.',
    );
  const decision = decideBreakGlass(
    tools.breakGlass,
    { action: plan.parameters.action, cluster, namespace, plan },
    person,
    tools.people.listPeople(),
  );
  if (!decision.allowed) return refuse(decision.reason, decision.message);
  const result = await tools.store.permitBreakGlass(
    {
      requestId: request.id,
      person: input.person,
      user: person.user,
      reason,
      perHour: tools.breakGlass.perHour,
      reviewers: decision.reviewers,
      forMs: decision.forMs,
    },
    {
      timeline: timelineOf(
        request,
        'glass-permitted',
        `May be carried out without an approval: ${plan.title}: ${reason}`,
        at,
        input.person,
      ),
      audit: [
        auditOf(request, 'glass-permitted', who, at, {
          reason,
          rule: decision.rule,
          forMs: decision.forMs,
          ...fromWhere(input),
        }),
      ],
    },
  );
  if (result.outcome === 'permitted') return result.request;
  switch (result.reason) {
    case 'not-found':
      return { text: unknownHandle };
    case 'ended':
      return lateAnswer(tools, result.request ?? request);
    case 'not-asker':
    case 'too-often':
      return refuse(result.reason, glassOverText(tools.breakGlass, 'glass-too-often'));
  }
}

function timeToken(at: number): string {
  return `<!date^${Math.floor(at / 1000)}^{time}|${new Date(at).toISOString()}>`;
}

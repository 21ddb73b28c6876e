import { actionRequestStateWords, type ActionRequest } from '../model/action-request.ts';
import type { Answer } from '../model/answer.ts';
import type { Plan } from '../model/plan.ts';
import { successorId } from '../model/successor-id.ts';
import type { ActionWorkTools } from './action-tools.ts';
import { createActionRequest } from './create-action-request.ts';
import { escapeText } from './escape-text.ts';
import { lateAnswer } from './late-answer.ts';
import { auditOf, botActor, timelineOf } from './request-records.ts';

/**
 * The plan no longer fits: ends the request with the difference in words. Where a new plan could be made, a new request
 * of the same asker stands ready with it; it is made first, so that a crash between the two leaves no one without.
 * @param difference a sentence with its full stop
 */
export async function supersedeRequest(
  tools: ActionWorkTools,
  request: ActionRequest,
  difference: string,
  plan: Plan | undefined,
): Promise<Answer> {
  const successor = plan === undefined ? undefined : await createSuccessor(tools, request, plan);
  const at = tools.now();
  const written = await tools.store.endRequest(request.id, 'superseded', difference, {
    timeline: timelineOf(request, 'superseded', `${request.plan.title}: ${difference}`, at),
    audit: [
      auditOf(request, 'superseded', { actor: botActor }, at, {
        reason: difference,
        ...(plan !== undefined && { facts: plan.facts }),
      }),
    ],
  });
  if (written === 'conflict') {
    const now = (await tools.store.loadRequest(request.id)) ?? request;
    // Somebody else ended it, or it began, in this very moment. Two who supersede it at once make the same successor.
    if (successor !== undefined && now.state !== 'superseded') await withdraw(tools, successor, now);
    return lateAnswer(tools, now);
  }
  const next =
    successor === undefined
      ? 'Ask again if it is still needed.'
      : 'A new plan waits for approval, just below this one.';
  return { text: `Nothing was approved, because the plan no longer fits. ${escapeText(difference)} ${next}` };
}

async function createSuccessor(
  tools: ActionWorkTools,
  request: ActionRequest,
  plan: Plan,
): Promise<ActionRequest | undefined> {
  const incident =
    request.incidentId === undefined ? undefined : await tools.store.loadIncident(request.incidentId);
  const outcome = await createActionRequest(tools, {
    id: successorId(request.id),
    parameters: plan.parameters,
    // As mapped now: the policy was looked at with these rights, and the new plan was made with them.
    person: tools.people.findPerson(request.askedBy),
    slackUser: request.askedBy,
    incident,
    channel: request.channel,
    via: 'new plan',
    plan,
    replaces: request.id,
    ...(request.undoes !== undefined && { undoes: request.undoes }),
  });
  return outcome.outcome === 'refused' ? undefined : outcome.request;
}

/** Nobody asked for a new plan in place of one that was denied, cancelled or carried out. */
async function withdraw(
  tools: ActionWorkTools,
  successor: ActionRequest,
  replaced: ActionRequest,
): Promise<void> {
  const at = tools.now();
  const reason = `The plan that it was to replace is ${actionRequestStateWords[replaced.state].toLowerCase()}.`;
  // Conflict: it has an end of its own already.
  await tools.store.endRequest(successor.id, 'cancelled', reason, {
    timeline: timelineOf(successor, 'cancelled', `${successor.plan.title}: ${reason}`, at),
    audit: [auditOf(successor, 'cancelled', { actor: botActor }, at, { reason })],
  });
}

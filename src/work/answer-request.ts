import { isRefusal } from '../actions/action.ts';
import { factsDifference } from '../actions/facts-difference.ts';
import { makePlan } from '../actions/make-plan.ts';
import type { CalendarPlace } from '../approvals/calendar.ts';
import { decideAnswer } from '../approvals/decide-answer.ts';
import type { News } from '../approvals/news-since.ts';
import type { ActionRequest } from '../model/action-request.ts';
import type { Answer } from '../model/answer.ts';
import { durationInWords } from '../model/duration-in-words.ts';
import { incidentName } from '../model/incident.ts';
import type { Input } from '../model/input.ts';
import type { Person } from '../model/person.ts';
import type { Plan } from '../model/plan.ts';
import type { AnswerResult } from '../store/store.ts';
import { toolsOf, type ActionWorkTools } from './action-tools.ts';
import { glassAnswerOf, glassOverText } from './glass-answer.ts';
import { breakerInWords } from './breaker-words.ts';
import { escapeText } from './escape-text.ts';
import { fromWhere } from './from-where.ts';
import { lateAnswer } from './late-answer.ts';
import { newsInWords, newsOfRequest } from './news-of-request.ts';
import { policyNow } from './policy-now.ts';
import { objectBusyText } from './object-busy-text.ts';
import { auditOf, botActor, parametersOnRecord, timelineOf } from './request-records.ts';
import { stopAt } from './stops.ts';
import { supersedeRequest } from './supersede-request.ts';

/** Somebody approves or denies. Checked in the order in which people want to know it; the store decides again by itself. */
export function createAnswerRequest(
  tools: ActionWorkTools,
): (
  input: Input,
  handle: string,
  answer: 'approve' | 'deny',
  reason?: string,
) => Promise<Answer | undefined> {
  return async (input, handle, answer, why) => {
    const request = await tools.store.findRequestByHandle(handle);
    if (request === undefined) return { text: unknownHandle };
    if (request.state !== 'awaiting-approval') return lateAnswer(tools, request);
    const person = tools.people.findPerson(input.person);
    const decision = decideAnswer(request, person, answer);
    if (!decision.allowed || person === undefined) {
      const reason = decision.allowed ? 'not-mapped' : decision.reason;
      const message = decision.allowed ? '' : decision.message;
      await recordRefusal(tools, request, input, person, answer, reason);
      return { text: escapeText(message) };
    }
    if (request.expiresAt <= tools.now()) return expired(tools, request);
    if (answer === 'deny') {
      if (why === undefined) return { text: denialWantsReason };
      return record(tools, request, input, person, answer, { reason: why });
    }

    const stop = await stopAt(tools, placeOf(request));
    if (stop !== undefined) {
      await recordRefusal(tools, request, input, person, answer, stop.reason);
      return { text: stop.text };
    }

    const incident =
      request.incidentId === undefined ? undefined : await tools.store.loadIncident(request.incidentId);
    const policy = await policyNow(tools, request, incident, person);
    if (!policy.holds && policy.reason !== 'moved') {
      await recordRefusal(tools, request, input, person, answer, policy.reason);
      return { text: `Nothing was approved. ${escapeText(policy.message)}` };
    }

    // The approval names a digest: what is approved must be what would be done now.
    const current = await planAgain(tools, { ...request, askedByGroups: policy.groups });
    if ('refused' in current) {
      if (current.reason === 'unreachable') {
        return {
          text: `Nothing was approved, because the plan could not be checked. ${escapeText(current.message)}`,
        };
      }
      return supersedeRequest(tools, request, current.message, undefined);
    }
    if (current.digest !== request.plan.digest) {
      return supersedeRequest(tools, request, factsDifference(request.plan, current), current);
    }
    if (!policy.holds) return supersedeRequest(tools, request, policy.message, current);
    const news = await newsOfRequest(tools, request, incident);
    return record(tools, request, input, person, answer, { news });
  };
}

function placeOf({ plan }: ActionRequest): CalendarPlace {
  return { ...plan.target, action: plan.parameters.action };
}

const denialWantsReason =
  'Nothing was denied yet: say why. Press Deny again and write it, or mention the bot in the thread: `@middlewatch deny --reason "…"`.';

const frozenAMoment = 'Nothing was approved: actions were frozen a moment ago. `/mw status` says by whom.';

export const unknownHandle = 'Nothing was changed: this button belongs to no request that is known here.';

async function planAgain(tools: ActionWorkTools, request: ActionRequest): Promise<Plan | PlanRefusalLike> {
  const actionTools = toolsOf(tools, request.plan.target.cluster, request);
  if (actionTools === undefined) {
    const message = `The cluster ${request.plan.target.cluster} is no longer in the config.`;
    return { refused: true, reason: 'unknown-cluster', message };
  }
  const plan = await makePlan(actionTools, request.plan.parameters);
  return isRefusal(plan) ? { refused: true, reason: plan.reason, message: plan.message } : plan;
}

interface PlanRefusalLike {
  refused: true;
  reason: string;
  message: string;
}

async function record(
  tools: ActionWorkTools,
  request: ActionRequest,
  input: Input,
  person: Person,
  answer: 'approve' | 'deny',
  { reason, news = [] }: { reason?: string; news?: readonly News[] },
): Promise<Answer> {
  const at = tools.now();
  const executionId = tools.newExecutionId();
  const kind = answer === 'approve' ? 'approved' : 'denied';
  const who = { actor: input.person, user: person.user };
  const asked = { actor: botActor, user: request.askedByUser };
  const { plan } = request;
  const glass = answer === 'approve' ? glassAnswerOf(tools, request, input, person, at) : undefined;
  const result = await tools.store.answerRequest({
    requestId: request.id,
    digest: plan.digest,
    approval: { person: input.person, user: person.user, answer, at },
    ...(reason !== undefined && { reason }),
    news: { facts: news.map(({ fact, words }) => ({ fact, words })), clickedAt: input.receivedAt },
    ...(tools.breakers !== undefined && { breakers: tools.breakers }),
    executionId,
    ...(glass !== undefined && { glass }),
    effects: {
      timeline: timelineOf(
        request,
        kind,
        `${answer === 'approve' ? 'Approved' : 'Denied'}: ${plan.title}${reason === undefined ? '' : `: ${reason}`}`,
        at,
        input.person,
      ),
      audit: [
        auditOf(request, kind, who, at, {
          ...fromWhere(input),
          ...(reason !== undefined && { reason }),
          // What they had been told before.
          ...(news.length > 0 && { news: news.map(({ words }) => words) }),
        }),
      ],
    },
    intent: auditOf(
      request,
      'intent',
      asked,
      at,
      {
        action: plan.parameters.action,
        parameters: { ...parametersOnRecord(plan), target: { ...plan.target } },
        facts: plan.facts,
      },
      executionId,
    ),
    executingTimeline: timelineOf(request, 'executing', `Started: ${plan.title}`, at),
  });
  return answerOf(tools, request, result, input, person, news);
}

async function answerOf(
  tools: ActionWorkTools,
  request: ActionRequest,
  result: AnswerResult,
  input: Input,
  person: Person,
  news: readonly News[],
): Promise<Answer> {
  const title = escapeText(request.plan.title);
  switch (result.outcome) {
    case 'denied':
      return { text: `Denied; nothing was changed. ${title}.` };
    case 'counted': {
      const given = result.request.approvals.filter((one) => one.answer === 'approve').length;
      return {
        text: `Your approval counts: ${given} of ${result.request.approvalsNeeded}. ${await resolvedNote(tools, request)}${title}.`,
      };
    }
    case 'executing':
      return {
        text: `${startedWords(result.request, person)} ${await resolvedNote(tools, request)}${title}.`,
      };
    case 'refused':
      return refusedAnswer(tools, result.request ?? request, result, input, person, news);
  }
}

function startedWords({ breakGlass }: ActionRequest, person: Person): string {
  return breakGlass?.usedAt !== undefined && breakGlass.user === person.user
    ? 'It starts now, by you alone: this channel is told, and somebody reviews it (`/mw debts`).'
    : 'Approved; it starts now.';
}

/** The store saw something that came in between. */
async function refusedAnswer(
  tools: ActionWorkTools,
  request: ActionRequest,
  { reason, breaker }: Extract<AnswerResult, { outcome: 'refused' }>,
  input: Input,
  person: Person,
  news: readonly News[],
): Promise<Answer> {
  switch (reason) {
    case 'not-found':
      return { text: unknownHandle };
    case 'ended':
      return lateAnswer(tools, request);
    case 'expired':
      return expired(tools, request);
    case 'own-request':
      return { text: 'You asked for this, so somebody else approves it.' };
    case 'counted-already':
      return { text: 'Your answer is counted already; each person counts once.' };
    case 'frozen': {
      const stop = await stopAt(tools, placeOf(request));
      await recordRefusal(tools, request, input, person, 'approve', 'frozen');
      return { text: stop?.text ?? frozenAMoment };
    }
    case 'breaker': {
      await recordRefusal(tools, request, input, person, 'approve', 'breaker');
      const why = breaker === undefined ? '' : breakerInWords(breaker, request.plan.target, tools.now());
      return { text: `Nothing was approved. ${escapeText(why)}` };
    }
    case 'news':
      await recordRefusal(tools, request, input, person, 'approve', 'news');
      return {
        text: `Not approved yet: ${escapeText(newsInWords(news, tools.now()))}. Press Approve again to do it all the same. ${escapeText(request.plan.title)}.`,
      };
    case 'glass-expired':
    case 'glass-too-often':
      await recordRefusal(tools, request, input, person, 'approve', reason);
      return { text: glassOverText(tools.breakGlass, reason) };
    case 'object-busy':
      await recordRefusal(tools, request, input, person, 'approve', reason);
      return { text: await objectBusyText(tools, request) };
    case 'moved':
      return { text: 'Nothing was approved: the plan was replaced meanwhile. Look at the newest one.' };
  }
}

function expired(tools: ActionWorkTools, request: ActionRequest): Answer {
  const ago = durationInWords(tools.now() - request.expiresAt);
  return {
    text: `Too late: this expired ${ago} ago, nothing was changed. Ask again for a plan that fits what is there now. ${escapeText(request.plan.title)}.`,
  };
}

/** Approving after the incident is over is allowed, and said. */
async function resolvedNote(tools: ActionWorkTools, request: ActionRequest): Promise<string> {
  if (request.incidentId === undefined) return '';
  const incident = (await tools.store.loadIncident(request.incidentId))?.incident;
  if (incident?.state !== 'resolved' && incident?.state !== 'closed') return '';
  return `Note: ${incidentName(incident)} was resolved ${durationInWords(tools.now() - incident.stateSince)} ago. `;
}

async function recordRefusal(
  tools: ActionWorkTools,
  request: ActionRequest,
  input: Input,
  person: Person | undefined,
  asked: 'approve' | 'deny',
  reason: string,
): Promise<void> {
  const who = { actor: input.person, user: person?.user };
  await tools.store.appendAudit(
    auditOf(request, 'refused', who, tools.now(), { asked, reason, ...fromWhere(input) }),
  );
}

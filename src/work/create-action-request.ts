import { isRefusal } from '../actions/action.ts';
import { makePlan } from '../actions/make-plan.ts';
import type { AskedPlan } from '../approvals/approvals-needed.ts';
import { notMappedSentence } from '../approvals/decide-ask.ts';
import { decideBreakGlass } from '../approvals/decide-break-glass.ts';
import { incidentFacts } from '../approvals/incident-facts.ts';
import type { PolicySubject } from '../approvals/policy-rule.ts';
import { principalsInWords } from '../approvals/principal.ts';
import type { ActionRequest } from '../model/action-request.ts';
import type { ActionParameters } from '../model/action.ts';
import { durationInWords } from '../model/duration-in-words.ts';
import type { JsonObject } from '../model/json.ts';
import { incidentName, type IncidentSnapshot } from '../model/incident.ts';
import type { Person } from '../model/person.ts';
import type { Plan } from '../model/plan.ts';
import { openFolded } from './open-folded.ts';
import { toolsOf, type ActionWorkTools } from './action-tools.ts';
import { decideWanted, type WantedDecision } from './decide-wanted.ts';
import { breakersAtAsk } from './breakers-at-ask.ts';
import { calendarWarnings } from './calendar-words.ts';
import { healthOfTarget } from './news-of-request.ts';
import { pagesOf } from './pages-of.ts';
import { policySubject } from './policy-subject.ts';
import { recordWarnings } from './record-warnings.ts';
import { auditOf, timelineOf } from './request-records.ts';
import { stopAt } from './stops.ts';
import { undoesWorse } from './undoes-worse.ts';
import { withoutUndefined } from './without-undefined.ts';

/** What somebody asks for, exact enough to be planned. */
export interface RequestWanted {
  /** Follows from what asked for it, so that working on it twice makes one request. */
  id: string;
  parameters: ActionParameters;
  /** The asker; undefined: not mapped. */
  person: Person | undefined;
  /** The asker's Slack user. */
  slackUser: string;
  incident: IncidentSnapshot | undefined;
  /** Where the plan is shown when there is no incident. */
  channel: string;
  via: string;
  /** From where it was asked, for the record. */
  from?: JsonObject;
  /** The id of the request that this one undoes. */
  undoes?: string;
  /** The id of the request whose plan no longer fits, which this one replaces. */
  replaces?: string;
  /** They want to carry it out without an approval. */
  breakGlass?: { reason: string };
  /** A plan that was just made under the asker's name, instead of a new one. */
  plan?: Plan;
}

export type RequestOutcome =
  | { outcome: 'waiting'; request: ActionRequest }
  /** The same plan waits or runs already. */
  | { outcome: 'there-already'; request: ActionRequest }
  /** `reason` is one of the policy's, the plan's or a stop's; `text`: mrkdwn, instead of the message. */
  | { outcome: 'refused'; reason: string; message: string; text?: string };

/** Policy, plan, and one transaction that makes the request, its message, its timeline and audit entries. */
export async function createActionRequest(
  tools: ActionWorkTools,
  wanted: RequestWanted,
): Promise<RequestOutcome> {
  const earlier = await tools.store.loadRequest(wanted.id);
  if (earlier !== undefined) return { outcome: 'waiting', request: earlier };
  const { parameters, person, incident } = wanted;
  const { cluster } = parameters.target;
  // Who is not mapped learns nothing of the cluster.
  if (person === undefined) return { outcome: 'refused', reason: 'not-mapped', message: notMappedSentence };
  const subject = await policySubject(tools, parameters, incident);
  if ('refused' in subject) return { outcome: 'refused', reason: subject.reason, message: subject.message };
  const undoes = await undoesWorse(tools, wanted.undoes, person);
  const decide = (about: PolicySubject, plan: AskedPlan): WantedDecision =>
    decideWanted(tools, { person, subject: about, breakGlass: wanted.breakGlass }, { ...plan, undoes });
  let decision = decide(subject, {});
  if (!decision.allowed) return { outcome: 'refused', ...decision };
  const stop = await stopAt(tools, { ...parameters.target, action: parameters.action });
  if (stop !== undefined) return { outcome: 'refused', ...stop };

  const asker = {
    askedBy: wanted.slackUser,
    askedByUser: person.user,
    askedByGroups: person.groups,
    ...(incident !== undefined && { incidentId: incident.incident.id }),
  };
  const actionTools = toolsOf(tools, cluster, asker);
  if (actionTools === undefined) {
    const message = `There is no cluster ${cluster} in the config. It knows: ${[...tools.clusters.keys()].join(', ')}.`;
    return { outcome: 'refused', reason: 'unknown-cluster', message };
  }
  const made = wanted.plan ?? (await makePlan(actionTools, parameters));
  if (isRefusal(made)) return { outcome: 'refused', reason: made.reason, message: made.message };
  // Which objects a selector means is known only now.
  const planned = made.parts === undefined ? subject : await policySubject(tools, made.parameters, incident);
  if ('refused' in planned) return { outcome: 'refused', reason: planned.reason, message: planned.message };
  decision = decide(planned, made);
  if (!decision.allowed) return { outcome: 'refused', ...decision };
  const breakers = await breakersAtAsk(tools, person, { ...wanted, ...decision, plan: made });
  if ('refused' in breakers) return { outcome: 'refused', reason: 'breaker', message: breakers.refused };
  const warnings = [
    ...incidentWarnings(incident, tools.now()),
    ...calendarWarnings(tools.calendar ?? [], { ...made.target, action: parameters.action }, tools.now()),
    ...breakers.warnings,
    ...(await recordWarnings(tools, made, [wanted.replaces, wanted.undoes])),
    ...made.warnings,
  ];
  const plan = { ...made, warnings };
  const same = await findSame(tools, plan, wanted);
  if (same !== undefined) return { outcome: 'there-already', request: same };

  // Without an incident about it, an object that is not ready is only on its way: nobody asked because of that.
  const concerned = plan.parts === undefined && incidentFacts(incident, plan.target).severity !== undefined;
  const health = concerned ? await healthOfTarget(tools, parameters.action, plan.target) : 'unknown';
  const now = tools.now();
  const request: ActionRequest = {
    id: wanted.id,
    handle: tools.newHandle(),
    ...asker,
    ...(wanted.undoes !== undefined && { undoes: wanted.undoes }),
    plan,
    state: 'awaiting-approval',
    version: 1,
    askedAt: now,
    expiresAt: now + decision.expiresInMs,
    approvalsNeeded: decision.approvalsNeeded,
    approvers: decision.approvers,
    channel: incident?.incident.channel ?? wanted.channel,
    approvals: [],
    ...(health !== 'unknown' && { targetWas: health }),
    ...(offersBreakGlass(tools, plan, decision.approvalsNeeded, person) && {
      breakGlassOffered: true as const,
    }),
  };
  // The plan stands in its thread: there has to be one.
  if (incident !== undefined) await openFolded(tools, incident, wanted.slackUser);
  return { outcome: 'waiting', request: await store(tools, request, wanted, decision.rule) };
}

async function store(
  tools: ActionWorkTools,
  request: ActionRequest,
  wanted: RequestWanted,
  rule: number,
): Promise<ActionRequest> {
  const { incidentId } = request;
  const who = { actor: wanted.slackUser, user: request.askedByUser };
  const needed =
    request.approvalsNeeded === 0
      ? 'waits for one click of who asked'
      : `needs ${request.approvalsNeeded === 1 ? 'an approval' : `${request.approvalsNeeded} approvals`} by ${principalsInWords(request.approvers)}`;
  const data = withoutUndefined({
    action: request.plan.parameters.action,
    rule,
    ...wanted.from,
    via: wanted.via,
    undoes: wanted.undoes,
    replaces: wanted.replaces,
    target: { ...request.plan.target },
    facts: request.plan.facts,
    diff: [...request.plan.diff],
  });
  return tools.store.createRequest(request, {
    timeline: timelineOf(
      request,
      'action-asked',
      `${request.plan.title}: ${needed}`,
      request.askedAt,
      wanted.slackUser,
    ),
    audit: [auditOf(request, 'asked', who, request.askedAt, data)],
    messages: [
      withoutUndefined({
        id: `plan/${request.id}`,
        kind: 'plan' as const,
        channel: request.channel,
        requestId: request.id,
        incidentId,
        threadOf: incidentId === undefined ? undefined : `card/${incidentId}`,
      }),
      ...pagesOf(tools, request),
    ],
  });
}

function offersBreakGlass(
  tools: ActionWorkTools,
  plan: Plan,
  approvalsNeeded: number,
  person: Person,
): boolean {
  const { cluster, namespace } = plan.target;
  const asked = { action: plan.parameters.action, cluster, namespace, plan };
  return (
    approvalsNeeded > 0 &&
    decideBreakGlass(tools.breakGlass, asked, person, tools.people.listPeople()).allowed
  );
}

function incidentWarnings(incident: IncidentSnapshot | undefined, now: number): string[] {
  if (incident === undefined) return [];
  const { state, stateSince } = incident.incident;
  if (state !== 'resolved' && state !== 'closed') return [];
  return [
    `${incidentName(incident.incident)} was resolved ${durationInWords(now - stateSince)} ago: check that this is still needed.`,
  ];
}

/** Two people who press the same button get one request: a second one could only be superseded by the first. */
async function findSame(
  tools: ActionWorkTools,
  plan: Plan,
  { incident, replaces }: RequestWanted,
): Promise<ActionRequest | undefined> {
  const open = await tools.store.listRequests({
    ...(incident !== undefined && { incidentId: incident.incident.id }),
    objectUid: plan.target.uid,
    states: ['awaiting-approval', 'executing', 'verifying'],
    limit: 50,
  });
  return open.find(
    (other) =>
      other.id !== replaces &&
      other.plan.digest === plan.digest &&
      !(other.state === 'awaiting-approval' && other.expiresAt <= tools.now()),
  );
}

import { catalogue } from '../actions/catalogue.ts';
import { inverseOfSeveral } from '../actions/several/inverse-of-several.ts';
import { refusalOf } from '../actions/refusal-of.ts';
import type { ActionRequest } from '../model/action-request.ts';
import type { ActionParameters } from '../model/action.ts';
import type { Answer } from '../model/answer.ts';
import { durationInWords } from '../model/duration-in-words.ts';
import { incidentName, type IncidentSnapshot } from '../model/incident.ts';
import type { Input } from '../model/input.ts';
import type { Plan, PlanRefusal } from '../model/plan.ts';
import { toolsOf, type ActionWorkTools } from './action-tools.ts';
import { createActionRequest } from './create-action-request.ts';
import { escapeText } from './escape-text.ts';
import { fromWhere } from './from-where.ts';
import { answerTo, requestIdOf } from './request-action.ts';

/** So many that were carried out are looked through: those of an incident, of a channel. */
const mostDone = 200;
const mostOffered = 5;

/** Plans the inverse of a finished action. It is asked for, judged by the policy and approved as the action that it is. */
export function createUndo(
  tools: ActionWorkTools,
): (
  input: Input,
  execution: string | undefined,
  incident: IncidentSnapshot | undefined,
) => Promise<Answer | undefined> {
  return async (input, execution, incident) => {
    const done = await findDone(tools, input, execution, incident);
    if ('text' in done) return done;
    const late = await refuseUndo(tools, done, input);
    if (late !== undefined) return late;
    const person = tools.people.findPerson(input.person);
    const home = done.incidentId === undefined ? undefined : await tools.store.loadIncident(done.incidentId);
    // Who is not mapped gets the policy's own sentence; the inverse is not looked up for them.
    const parameters = person === undefined ? done.plan.parameters : await inverseOf(tools, done, input);
    if ('refused' in parameters) {
      const refused = { outcome: 'refused' as const, reason: parameters.reason, message: parameters.message };
      return answerTo(tools, input, done.plan.parameters, home, refused);
    }
    const outcome = await createActionRequest(tools, {
      id: requestIdOf(input),
      parameters,
      person,
      slackUser: input.person,
      incident: home,
      channel: done.channel,
      via: input.via,
      from: fromWhere(input),
      undoes: done.id,
    });
    const answer = await answerTo(tools, input, parameters, home, outcome);
    const leftOut = outcome.outcome === 'waiting' ? leftOutOf(done, parameters) : [];
    if (leftOut.length === 0) return answer;
    const text = `Left out, as somebody changed them since: ${escapeText(leftOut.join(', '))}.`;
    return { text: answer === undefined ? text : `${answer.text} ${text}` };
  };
}

/** Of several objects that were changed: those that the undo is not for, by name. */
function leftOutOf({ plan, execution }: ActionRequest, undo: ActionParameters): readonly string[] {
  const names = (undo.parts ?? [undo]).map(({ target }) => target.name);
  const changed = (plan.parts ?? []).filter(({ target }) =>
    execution?.steps?.some(({ key, outcome }) => key === target.uid && outcome === 'done'),
  );
  return changed.map(({ target }) => target.name).filter((name) => !names.includes(name));
}

async function findDone(
  tools: ActionWorkTools,
  input: Input,
  execution: string | undefined,
  incident: IncidentSnapshot | undefined,
): Promise<ActionRequest | Answer> {
  if (execution !== undefined) {
    const named = await tools.store.findRequestByExecution(execution);
    if (named === undefined)
      return { text: `There is no execution ${escapeText(execution)}. \`/mw audit\` lists them.` };
    if (named.state !== 'done') {
      return {
        text: `There is nothing to undo yet: ${escapeText(named.plan.title)} is not finished or was not carried out.`,
      };
    }
    return named;
  }
  if (incident === undefined) return findInChannel(tools, input.channel);
  const id = incident.incident.id;
  const requests = await tools.store.listRequests({ incidentId: id, states: ['done'], limit: mostDone });
  const [last] = [...requests].sort((one, other) => finishedAt(other) - finishedAt(one));
  if (last === undefined)
    return {
      text: `Nothing was carried out for ${incidentName(incident.incident)}, so there is nothing to undo.`,
    };
  return last;
}

/** Where no incident is at hand: what was carried out from this channel lately, if that is one thing; else they pick. */
async function findInChannel(
  tools: Pick<ActionWorkTools, 'store' | 'now' | 'undoForMs'>,
  channel: string,
): Promise<ActionRequest | Answer> {
  const done = await tools.store.listRequests({ channel, states: ['done'], limit: mostDone });
  const lately = done
    .filter((one) => one.plan.reversible && tools.now() - finishedAt(one) <= tools.undoForMs)
    .sort((one, other) => finishedAt(other) - finishedAt(one));
  const [only] = lately;
  if (only === undefined)
    return {
      text: `Nothing was carried out from this channel in the last ${durationInWords(tools.undoForMs)} that could be undone. Name the execution, if you mean another: \`/mw undo EXECUTION\`.`,
    };
  if (lately.length === 1) return only;
  const lines = lately
    .slice(0, mostOffered)
    .map((one) => `\`/mw undo ${one.execution?.id ?? ''}\` ${escapeText(one.plan.title)}`);
  return { text: `Undo which one?\n${lines.join('\n')}` };
}

async function refuseUndo(
  tools: ActionWorkTools,
  done: ActionRequest,
  input: Input,
): Promise<Answer | undefined> {
  const title = escapeText(done.plan.title);
  if (!done.plan.reversible) return { text: `This cannot be undone: ${title}.` };
  const age = tools.now() - finishedAt(done);
  if (age > tools.undoForMs) {
    return {
      text: `Too late to undo: it was done ${durationInWords(age)} ago, and undo is offered for ${durationInWords(tools.undoForMs)}. Ask for the action that you want instead. ${title}.`,
    };
  }
  const others = await tools.store.listRequests({
    undoes: done.id,
    states: ['awaiting-approval', 'executing', 'verifying', 'done'],
    limit: mostDone,
  });
  const own = requestIdOf(input);
  const undone = others.find((one) => one.undoes === done.id && one.id !== own);
  if (undone === undefined) return undefined;
  const state = undone.state === 'done' ? 'was undone already' : 'is being undone already';
  return { text: `This ${state}, asked for by <@${undone.askedBy}>: ${escapeText(undone.plan.title)}.` };
}

async function inverseOf(
  tools: ActionWorkTools,
  done: ActionRequest,
  input: Input,
): Promise<ActionParameters | PlanRefusal> {
  const person = tools.people.findPerson(input.person);
  const { plan } = done;
  const asker = {
    askedBy: input.person,
    askedByUser: person?.user ?? '',
    askedByGroups: person?.groups ?? [],
    ...(done.incidentId !== undefined && { incidentId: done.incidentId }),
  };
  const actionTools = toolsOf(tools, plan.target.cluster, asker);
  if (actionTools === undefined) return unknownCluster(plan);
  try {
    if (plan.parts !== undefined)
      return await inverseOfSeveral(actionTools, plan, done.execution?.steps ?? []);
    return await catalogue[plan.parameters.action].inverse(actionTools, plan);
  } catch (error) {
    return refusalOf(error, actionTools, plan.target);
  }
}

function unknownCluster(plan: Plan): PlanRefusal {
  return {
    refused: true,
    reason: 'unknown-cluster',
    message: `The cluster ${plan.target.cluster} is no longer in the config.`,
  };
}

function finishedAt(request: ActionRequest): number {
  return request.execution?.finishedAt ?? request.execution?.startedAt ?? request.askedAt;
}

import { principalsInWords } from '../approvals/principal.ts';
import { actionWords } from '../model/action-words.ts';
import type { ActionName, ActionParameters, ActionValues } from '../model/action.ts';
import type { Answer } from '../model/answer.ts';
import { incidentName, type IncidentSnapshot } from '../model/incident.ts';
import type { Input } from '../model/input.ts';
import type { ObjectReference } from '../model/object-reference.ts';
import type { ActionRequest } from '../model/action-request.ts';
import type { ActionWorkTools } from './action-tools.ts';
import { permitAfterPlan } from './break-glass.ts';
import { createActionRequest, type RequestOutcome } from './create-action-request.ts';
import { escapeText } from './escape-text.ts';
import { fromWhere } from './from-where.ts';
import type { ActionAsk } from './input-tools.ts';
import type { SeveralTargets } from './resolve-target.ts';
import { withoutUndefined } from './without-undefined.ts';

/** Somebody asks for an action: policy, plan, request. What waits is shown in the channel; refusals only to the asker. */
export function createRequestAction(tools: ActionWorkTools): (ask: ActionAsk) => Promise<Answer | undefined> {
  return async ({ input, command, target, parameters, several, incident, breakGlass }) => {
    const exact = parametersOf(command.verb, target, parameters, several);
    const outcome = await createActionRequest(tools, {
      id: requestIdOf(input),
      parameters: exact,
      person: tools.people.findPerson(input.person),
      slackUser: input.person,
      incident,
      channel: input.channel,
      via: input.via,
      from: fromWhere(input),
      ...(breakGlass !== undefined && { breakGlass }),
    });
    if (breakGlass !== undefined && outcome.outcome !== 'refused' && isForGlass(outcome.request))
      return permitAfterPlan(tools, input, incident, outcome.request, breakGlass.reason);
    return answerTo(tools, input, exact, incident, outcome);
  };
}

/** It waits, and not only for the asker's own click. */
function isForGlass({ state, approvalsNeeded }: ActionRequest): boolean {
  return state === 'awaiting-approval' && approvalsNeeded > 0;
}

/** An input makes one request, however often it is worked on. */
export function requestIdOf(input: Pick<Input, 'id'>): string {
  return `r-${input.id}`;
}

/** The values that the action takes, and no others. */
function parametersOf(
  verb: ActionName,
  target: ObjectReference,
  values: ActionValues,
  several: SeveralTargets | undefined,
): ActionParameters {
  const own = actionWords[verb].values.map((name) => [name, values[name]] as const);
  const given = Object.fromEntries(own.filter(([, value]) => value !== undefined));
  // resolveTarget asked for what the action cannot do without.
  const one = { action: verb, target, ...given } as ActionParameters;
  if (several === undefined) return one;
  if ('selector' in several) return { ...one, selector: several.selector };
  return { ...one, parts: several.names.map((name) => ({ target: { ...target, name }, ...given })) };
}

/** What the asker gets to see, and for refusals the audit record. */
export async function answerTo(
  tools: ActionWorkTools,
  input: Input,
  parameters: ActionParameters,
  incident: IncidentSnapshot | undefined,
  outcome: RequestOutcome,
): Promise<Answer | undefined> {
  if (outcome.outcome === 'refused') {
    await tools.store.appendAudit(
      withoutUndefined({
        at: tools.now(),
        kind: 'refused' as const,
        actor: input.person,
        user: tools.people.findPerson(input.person)?.user,
        incidentId: incident?.incident.id,
        data: {
          asked: parameters.action,
          target: { ...parameters.target },
          reason: outcome.reason,
          message: outcome.message,
          ...fromWhere(input),
        },
      }),
    );
    return { text: outcome.text ?? escapeText(outcome.message) };
  }
  const { request } = outcome;
  const place = incident === undefined ? '' : ` in the thread of ${incidentName(incident.incident)}`;
  if (outcome.outcome === 'there-already') {
    const state =
      request.state === 'awaiting-approval' ? `waits for approval${place}` : `is being carried out${place}`;
    return {
      text: `<@${request.askedBy}> asked for exactly this already; it ${state}: ${escapeText(request.plan.title)}.`,
    };
  }
  // Without an incident the plan stands in this very channel.
  if (incident === undefined) return undefined;
  return {
    text: `Planned, nothing changed yet: ${escapeText(request.plan.title)}. The plan waits${place} for ${request.approvalsNeeded === 0 ? 'your click' : escapeText(principalsInWords(request.approvers))}.`,
  };
}

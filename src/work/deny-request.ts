import type { ActionRequest } from '../model/action-request.ts';
import type { Answer } from '../model/answer.ts';
import { incidentName, type IncidentSnapshot } from '../model/incident.ts';
import type { Command, Input } from '../model/input.ts';
import type { ActionWorkTools } from './action-tools.ts';
import { createAnswerRequest, unknownHandle } from './answer-request.ts';
import { escapeText } from './escape-text.ts';

type Deny = Extract<Command, { verb: 'deny' }>;

/** Denies by the form behind the button, or by words: the request that is named, or the only one that waits here. */
export function createDenyRequest(
  tools: ActionWorkTools,
): (input: Input, command: Deny, incident: IncidentSnapshot | undefined) => Promise<Answer | undefined> {
  const answer = createAnswerRequest(tools);
  return async (input, command, incident) => {
    if (command.handle !== undefined) return answer(input, command.handle, 'deny', command.reason);
    const found = await findRequest(tools, input, command, incident);
    return 'text' in found ? found : answer(input, found.handle, 'deny', command.reason);
  };
}

async function findRequest(
  tools: ActionWorkTools,
  input: Input,
  { request: named }: Deny,
  incident: IncidentSnapshot | undefined,
): Promise<ActionRequest | Answer> {
  if (named !== undefined) {
    const found = (await tools.store.findRequestByHandle(named)) ?? (await tools.store.loadRequest(named));
    return found ?? { text: unknownHandle };
  }
  const waiting = await waitingHere(tools, input, incident);
  const [only] = waiting;
  const where = incident === undefined ? 'here' : `for ${incidentName(incident.incident)}`;
  if (only === undefined) return { text: `Nothing was denied: no plan waits ${where}.` };
  if (waiting.length === 1) return only;
  const titles = waiting.map(({ plan }) => `• ${escapeText(plan.title)}`).join('\n');
  return {
    text: `Nothing was denied: ${waiting.length} plans wait ${where}. Press Deny below the one that you mean:\n${titles}`,
  };
}

const mostSearched = 50;

/** Of the incident; without one, the plan in whose own thread it is said. */
async function waitingHere(
  { store }: ActionWorkTools,
  input: Input,
  incident: IncidentSnapshot | undefined,
): Promise<readonly ActionRequest[]> {
  const waiting = await store.listRequests({
    ...(incident !== undefined && { incidentId: incident.incident.id }),
    states: ['awaiting-approval'],
    limit: mostSearched,
  });
  if (incident !== undefined || input.threadTs === undefined) return incident === undefined ? [] : waiting;
  const own = waiting.filter(({ incidentId }) => incidentId === undefined);
  const messages = await Promise.all(own.map(async ({ id }) => store.loadMessage(`plan/${id}`)));
  return own.filter((_, index) => messages[index]?.ts === input.threadTs);
}

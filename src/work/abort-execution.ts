import type { ActionRequest } from '../model/action-request.ts';
import type { Answer } from '../model/answer.ts';
import { incidentName, type IncidentSnapshot } from '../model/incident.ts';
import type { Input } from '../model/input.ts';
import { isStepped } from '../model/plan.ts';
import type { ActionWorkTools } from './action-tools.ts';
import { escapeText } from './escape-text.ts';
import { fromWhere } from './from-where.ts';
import { lateAnswer } from './late-answer.ts';
import { notMapped } from './not-mapped.ts';
import { auditOf, timelineOf } from './request-records.ts';

/**
 * Ends an action of several steps early: whoever is mapped may, as with a freeze, for it starts nothing. What was done
 * stays done; the step that is under way ends.
 */
export function createAbortExecution(
  tools: Pick<ActionWorkTools, 'store' | 'people' | 'now'>,
): (input: Input, execution: string | undefined, incident: IncidentSnapshot | undefined) => Promise<Answer> {
  return async (input, execution, incident) => {
    const running = await findRunning(tools, execution, incident);
    if ('text' in running) return running;
    const person = tools.people.findPerson(input.person);
    if (person === undefined) return notMapped(input.person);
    if (running.state !== 'executing' || running.execution === undefined) return lateAnswer(tools, running);
    const title = escapeText(running.plan.title);
    if (!isStepped(running.plan))
      return {
        text: `This is a single call, which cannot be aborted half way: ${title}. \`/mw undo\` afterwards.`,
      };
    const at = tools.now();
    const written = await tools.store.abortExecution(
      running.id,
      { by: input.person, user: person.user, at },
      {
        timeline: timelineOf(running, 'aborted', `Aborted: ${running.plan.title}`, at, input.person),
        audit: [
          auditOf(
            running,
            'aborted',
            { actor: input.person, user: person.user },
            at,
            {
              ...fromWhere(input),
              ...(running.execution.progress !== undefined && { progress: running.execution.progress }),
            },
            running.execution.id,
          ),
        ],
      },
    );
    if (written === 'conflict') return lateAbort(tools, running);
    return {
      text: `Aborted: no further step begins. What was done stands on the plan in a moment. ${title}.`,
    };
  };
}

async function lateAbort(
  tools: Pick<ActionWorkTools, 'store' | 'now'>,
  before: ActionRequest,
): Promise<Answer> {
  const request = (await tools.store.loadRequest(before.id)) ?? before;
  const { aborted } = request.execution ?? {};
  if (request.state !== 'executing' || aborted === undefined) return lateAnswer(tools, request);
  return { text: `<@${aborted.by}> aborted it already: ${escapeText(request.plan.title)}.` };
}

async function findRunning(
  { store }: Pick<ActionWorkTools, 'store'>,
  execution: string | undefined,
  incident: IncidentSnapshot | undefined,
): Promise<ActionRequest | Answer> {
  if (execution !== undefined) {
    const named = await store.findRequestByExecution(execution);
    return named ?? { text: `There is no execution ${escapeText(execution)}. \`/mw audit\` lists them.` };
  }
  const running = await store.listRequests({
    ...(incident !== undefined && { incidentId: incident.incident.id }),
    states: ['executing'],
    limit: 20,
  });
  const stepped = running.filter(({ plan }) => isStepped(plan));
  const [only] = stepped;
  const where = incident === undefined ? '' : ` for ${incidentName(incident.incident)}`;
  if (only === undefined) return { text: `Nothing is being done${where} that could be aborted.` };
  if (stepped.length === 1) return only;
  const ids = stepped.map((one) => `\`/mw abort ${one.execution?.id ?? ''}\` ${escapeText(one.plan.title)}`);
  return { text: `Abort which one?\n${ids.join('\n')}` };
}

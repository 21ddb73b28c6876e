import { decideAnswer } from '../approvals/decide-answer.ts';
import type { Answer } from '../model/answer.ts';
import type { Input } from '../model/input.ts';
import type { ActionWorkTools } from './action-tools.ts';
import { unknownHandle } from './answer-request.ts';
import { escapeText } from './escape-text.ts';
import { fromWhere } from './from-where.ts';
import { lateAnswer } from './late-answer.ts';
import { auditOf, timelineOf } from './request-records.ts';

/** Takes a request back while it waits: who asked may, and those who may approve. */
export function createCancelRequest(
  tools: ActionWorkTools,
): (input: Input, handle: string) => Promise<Answer | undefined> {
  return async (input, handle) => {
    const request = await tools.store.findRequestByHandle(handle);
    if (request === undefined) return { text: unknownHandle };
    if (request.state !== 'awaiting-approval') return lateAnswer(tools, request);
    const person = tools.people.findPerson(input.person);
    const decision = decideAnswer(request, person, 'cancel');
    const at = tools.now();
    const who = { actor: input.person, user: person?.user };
    if (!decision.allowed) {
      const data = { asked: 'cancel', reason: decision.reason, ...fromWhere(input) };
      await tools.store.appendAudit(auditOf(request, 'refused', who, at, data));
      return { text: escapeText(decision.message) };
    }
    const written = await tools.store.endRequest(
      request.id,
      'cancelled',
      `Cancelled by ${person?.user ?? input.person}.`,
      {
        timeline: timelineOf(request, 'cancelled', `Cancelled: ${request.plan.title}`, at, input.person),
        audit: [auditOf(request, 'cancelled', who, at, fromWhere(input))],
      },
    );
    if (written === 'conflict') {
      return lateAnswer(tools, (await tools.store.loadRequest(request.id)) ?? request);
    }
    return { text: `Cancelled; nothing was changed. ${escapeText(request.plan.title)}.` };
  };
}

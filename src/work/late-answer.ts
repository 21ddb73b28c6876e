import type { ActionRequest } from '../model/action-request.ts';
import type { Answer } from '../model/answer.ts';
import type { AuditKind } from '../model/audit-record.ts';
import { durationInWords } from '../model/duration-in-words.ts';
import { verdictWords } from '../model/verdict.ts';
import type { ActionWorkTools } from './action-tools.ts';
import { escapeText } from './escape-text.ts';
import { botActor } from './request-records.ts';

const endKinds: Readonly<Record<string, AuditKind>> = {
  denied: 'denied',
  expired: 'expired',
  cancelled: 'cancelled',
  superseded: 'superseded',
};

/** A click that came after the request had moved on: what it is now, by whom and since when. Nothing changes. */
export async function lateAnswer(
  tools: Pick<ActionWorkTools, 'store' | 'now'>,
  request: ActionRequest,
): Promise<Answer> {
  const title = escapeText(request.plan.title);
  const ago = (at: number): string => `${durationInWords(tools.now() - at)} ago`;
  const { execution } = request;
  const approved = request.approvals
    .filter(({ answer }) => answer === 'approve')
    .map(({ person, at }) => `<@${person}> ${ago(at)}`)
    .join(' and ');
  switch (request.state) {
    case 'awaiting-approval':
      return { text: `Nothing was changed: ${title} still waits for approval.` };
    case 'executing':
      return { text: `Nothing more to do: approved by ${approved}, it is being carried out now. ${title}.` };
    case 'verifying':
      return {
        text: `Nothing more to do: approved by ${approved}, carried out, and being verified. ${title}.`,
      };
    case 'done': {
      const verdict = execution?.verdict;
      const found =
        verdict === undefined ? '' : ` ${verdictWords[verdict.result]}: ${escapeText(verdict.sentence)}`;
      return { text: `Too late: approved by ${approved}, it is done. ${title}.${found}` };
    }
    case 'failed':
      return {
        text: `Too late: approved by ${approved}, it failed. ${escapeText(execution?.message ?? '')}`,
      };
    default: {
      const end = await findEnd(tools, request);
      const by = end === undefined || end.actor === botActor ? '' : ` by <@${end.actor}>`;
      const when = end === undefined ? '' : ` ${ago(end.at)}`;
      const why = request.endReason === undefined ? '' : ` ${escapeText(request.endReason)}`;
      return {
        text: `Too late: this ${request.state === 'expired' ? '' : 'was '}${request.state}${by}${when}; nothing was changed.${why}`,
      };
    }
  }
}

/** Who ended it and when stands in the audit. */
async function findEnd(
  tools: Pick<ActionWorkTools, 'store'>,
  request: ActionRequest,
): Promise<{ actor: string; at: number } | undefined> {
  const records = await tools.store.listAudit({
    ...(request.incidentId !== undefined && { incidentId: request.incidentId }),
    limit: 200,
  });
  return records.find((record) => record.requestId === request.id && record.kind === endKinds[request.state]);
}

import type { ActionWorkTools } from './action-tools.ts';
import { auditOf, botActor, timelineOf } from './request-records.ts';
import { finished, type WorkHandler } from './worker.ts';

/** Ends a request whose time is over. The store's clock decides, so that a wrong clock here only asks again. */
export function createExpire(tools: Pick<ActionWorkTools, 'store' | 'now'>): WorkHandler {
  return async (requestId) => {
    const request = await tools.store.loadRequest(requestId);
    if (request?.state !== 'awaiting-approval') return finished;
    const at = tools.now();
    const given = request.approvals.filter(({ answer }) => answer === 'approve').length;
    const reason = `${given} of ${request.approvalsNeeded} approvals were given in time.`;
    const written = await tools.store.endRequest(requestId, 'expired', reason, {
      timeline: timelineOf(request, 'expired', `Expired: ${request.plan.title}`, at),
      audit: [
        auditOf(request, 'expired', { actor: botActor }, at, { given, needed: request.approvalsNeeded }),
      ],
    });
    if (written === 'written') return finished;
    return { againInMs: Math.max(250, request.expiresAt - tools.now()) };
  };
}

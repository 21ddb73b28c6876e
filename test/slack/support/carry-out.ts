import type { ActionRequest } from '../../../src/model/action-request.ts';
import type { Store } from '../../../src/store/store.ts';

/** Ben approves, it is sent, it works: the writes that approvals and work make on the way. */
export async function carryOut(store: Store, request: ActionRequest): Promise<void> {
  const at = Date.now();
  const answered = await store.answerRequest({
    requestId: request.id,
    digest: request.plan.digest,
    approval: { person: 'U0BEN', user: 'ben@example.com', answer: 'approve', at },
    executionId: 'ex1',
    effects: {},
    intent: { at, kind: 'intent', actor: 'middlewatch', data: {} },
    executingTimeline: [],
  });
  if (answered.outcome !== 'executing') throw new Error(`it is ${answered.outcome}`);
  await store.beginCall(request.id, at);
  const outcome = { state: 'verifying', outcome: 'answered', message: 'the API server took it', at } as const;
  await store.finishExecution(request.id, outcome, {});
  await store.recordVerdict(
    request.id,
    { result: 'worked', sentence: '3 of 3 pods available (1 before)', at },
    {},
  );
}

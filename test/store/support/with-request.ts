import type { ActionRequest } from '../../../src/model/action-request.ts';
import { drainDue, openIncidentExample, requestExample } from './examples.ts';
import type { Engine } from './test-database.ts';
import { openTestEngine, type EngineUnderTest } from './test-store.ts';

/** A store with one incident and one request in its thread; nothing is due. */
export async function withRequest(
  engine: Engine,
  changes: Partial<ActionRequest> = {},
): Promise<EngineUnderTest & { request: ActionRequest }> {
  const opened = await openTestEngine(engine);
  const incident = await openIncidentExample(opened.store);
  const request = await opened.store.createRequest(requestExample({ incidentId: incident.id, ...changes }), {
    messages: [
      {
        id: 'plan/request-1',
        kind: 'plan',
        channel: 'C1',
        incidentId: incident.id,
        requestId: 'request-1',
        threadOf: 'card/incident-1',
      },
    ],
  });
  await drainDue(opened.store);
  return { ...opened, request };
}

import { moduleBeside } from './config/module-beside.ts';
import { openStore } from './store/open-store.ts';
import type { PlayedRecord } from './drill/play/play.ts';

/** What the bot has on record of the first incident in a store that nobody writes any more; undefined when it has none. */
export async function readPlayed(path: string): Promise<PlayedRecord | undefined> {
  const store = await openStore({
    path,
    parserModule: moduleBeside(import.meta.url, './read-delivery'),
  });
  try {
    const snapshot = await store.findIncident('INC-1');
    if (snapshot === undefined) return undefined;
    const { id, state } = snapshot.incident;
    const [request] = await store.listRequests({ incidentId: id, states: ['done', 'failed'], limit: 1 });
    return {
      state,
      cause: snapshot.context?.findings[0]?.code,
      runbook: snapshot.context?.runbooks[0]?.runbook,
      action: request?.plan.parameters.action,
      verdict: request?.execution?.verdict?.result,
      timeline: await store.listTimeline(id, 200),
    };
  } finally {
    await store.close();
  }
}

import type { IncidentSnapshot } from '../model/incident.ts';
import { isFolded } from '../model/folded.ts';
import type { Store } from '../store/store.ts';

export interface OpenFoldedTools {
  store: Pick<Store, 'loadIncident' | 'changeIncident'>;
  now: () => number;
}

/** Others change the incident too (alerts arrive): so often is it read and decided again. */
const attempts = 5;

/**
 * Gives an incident of a storm a card of its own, because somebody wants to work on it; its evidence is collected then.
 * Gives the incident as it is now; one that has a card stays as it is.
 *
 * @param person the Slack user who asked for it
 */
export async function openFolded(
  { store, now }: OpenFoldedTools,
  snapshot: IncidentSnapshot,
  person: string,
): Promise<IncidentSnapshot> {
  let current: IncidentSnapshot | undefined = snapshot;
  for (let attempt = 1; current !== undefined && attempt <= attempts; attempt += 1) {
    const { incident } = current;
    if (incident.folded === undefined || !isFolded(incident)) return current;
    const { id, channel } = incident;
    const at = now();
    const text = 'It got a card of its own: somebody opened it from the storm';
    const result = await store.changeIncident(
      { ...incident, folded: { ...incident.folded, openedAt: at } },
      {
        timeline: [{ incidentId: id, at, kind: 'unfolded', text, person }],
        messages: [{ id: `card/${id}`, kind: 'card', channel, incidentId: id }],
        due: [{ kind: 'enrich', key: id }],
      },
    );
    current = await store.loadIncident(id);
    if (result === 'written' && current !== undefined) return current;
  }
  throw new Error(`incident ${snapshot.incident.id} changes too fast to give it a card`);
}

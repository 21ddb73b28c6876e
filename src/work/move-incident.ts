import { acknowledge, resolveByHand, type Late, type Moved, type Who } from '../incidents/transitions.ts';
import type { Answer } from '../model/answer.ts';
import { incidentName, type Incident, type IncidentSnapshot } from '../model/incident.ts';
import type { JsonObject } from '../model/json.ts';
import type { Person } from '../model/person.ts';
import type { Store } from '../store/store.ts';

export interface MoveTools {
  store: Pick<Store, 'loadIncident' | 'changeIncident'>;
  now: () => number;
  closeAfterMs: number;
  /** From where it was asked, for the record. */
  from?: JsonObject;
}

/** Others change the incident too (alerts arrive): so often is it read and decided again. */
const attempts = 5;

/** `/mw ack` and `/mw resolve`: one conditional write; a late one changes nothing and says so. */
export async function moveIncident(
  tools: MoveTools,
  verb: 'ack' | 'resolve',
  snapshot: IncidentSnapshot,
  person: Person,
): Promise<Answer> {
  const who: Who = { person: person.slackUser, user: person.user };
  let incident: Incident = snapshot.incident;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const move: Moved | Late =
      verb === 'ack'
        ? acknowledge(incident, who, tools.now())
        : resolveByHand(incident, who, tools.now(), tools.closeAfterMs);
    if ('late' in move) return { text: move.late };
    const { timeline, due } = move;
    const audit = move.audit.map((entry) => ({ ...entry, data: { ...entry.data, ...tools.from } }));
    if ((await tools.store.changeIncident(move.incident, { timeline, audit, due })) === 'written') {
      const firing = incident.firingCount;
      const still =
        firing > 0
          ? ` ${firing} alert${firing === 1 ? ' still fires' : 's still fire'}: a new one reopens it.`
          : '';
      return {
        text:
          verb === 'ack'
            ? `You are on ${incidentName(incident)}.`
            : `${incidentName(incident)} is resolved by hand.${still}`,
      };
    }
    const again = await tools.store.loadIncident(incident.id);
    if (again === undefined) break;
    incident = again.incident;
  }
  return { text: `${incidentName(incident)} changes too fast right now. Nothing was changed; press again.` };
}

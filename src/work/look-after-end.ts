import { illnessOf } from '../incidents/illness.ts';
import { lookAfterEndForMs } from '../incidents/look-again.ts';
import type { Incident, IncidentContext } from '../model/incident.ts';
import type { TimelineEntry } from '../model/timeline.ts';
import type { Store } from '../store/store.ts';
import { finished, type WorkResult } from './worker.ts';

/** Somebody else changed the incident meanwhile. */
const againMs = 200;

/**
 * After its alerts ended: is the object well? While it is not, the card says so, and it is looked at again, with growing
 * pauses and for half an hour at most.
 */
export async function lookAfterEnd(
  store: Pick<Store, 'changeIncident'>,
  incident: Incident,
  evidence: IncidentContext['evidence'],
  now: number,
): Promise<WorkResult> {
  const resolvedAt = incident.stateSince;
  const age = Math.max(0, now - resolvedAt);
  const illness = illnessOf(incident.subject, evidence);
  const before = incident.stillIll?.resolvedAt === resolvedAt ? incident.stillIll : undefined;
  const entry = (text: string): TimelineEntry => ({
    incidentId: incident.id,
    at: now,
    kind: 'still-ill',
    text,
  });
  if (illness.state === 'ill' && illness.text !== before?.text) {
    const stillIll = { text: illness.text, resolvedAt };
    const text = `Resolved, but ${illness.text}`;
    const written = await store.changeIncident({ ...incident, stillIll }, { timeline: [entry(text)] });
    if (written === 'conflict') return { againInMs: againMs };
  }
  if (illness.state === 'healthy') {
    // One of an earlier end is forgotten too.
    const { stillIll, ...well } = incident;
    if (stillIll === undefined) return finished;
    const text = `The object is well now; it was not: ${stillIll.text}`;
    const written = await store.changeIncident(well, {
      timeline: before === undefined ? [] : [entry(text)],
    });
    return written === 'conflict' ? { againInMs: againMs } : finished;
  }
  if (age >= lookAfterEndForMs) return finished;
  return { againInMs: Math.max(30_000, age) };
}

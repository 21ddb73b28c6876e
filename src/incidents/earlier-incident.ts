import type { EarlierIncident } from '../model/incident-link.ts';
import type { Incident } from '../model/incident.ts';

/** What a new incident remembers of the last one of its key. */
export function earlierIncident(closed: Incident | undefined): EarlierIncident | undefined {
  if (closed === undefined) return undefined;
  const { id, number, openedAt } = closed;
  return { id, number, openedAt };
}

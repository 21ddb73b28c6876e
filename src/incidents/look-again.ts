import type { Incident } from '../model/incident.ts';

const minute = 60_000;

/** How long after its end an incident's object is looked at for being ill still. Milliseconds. */
export const lookAfterEndForMs = 30 * minute;
/** The first such look: alerts end at an evaluation, and the API server's caches come after. Milliseconds. */
export const firstLookAfterEndMs = 20_000;

/**
 * In how many milliseconds an open incident is diagnosed anew. The pause grows with its age: sooner while no cause is found,
 * later when one stands and only its evidence gets old.
 */
export function lookAgainInMs(
  incident: Pick<Incident, 'openedAt'>,
  cause: 'found' | 'not-found',
  now: number,
): number {
  const age = Math.max(0, now - incident.openedAt);
  const [shortest, longest] = cause === 'found' ? [10 * minute, 60 * minute] : [2 * minute, 30 * minute];
  return Math.min(longest, Math.max(shortest, age));
}

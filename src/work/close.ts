import { close } from '../incidents/transitions.ts';
import type { Store } from '../store/store.ts';
import { finished, type WorkHandler } from './worker.ts';

export interface CloseTools {
  store: Pick<Store, 'loadIncident' | 'changeIncident'>;
  closeAfterMs: number;
  now: () => number;
}

/** Resolved for long enough → closed: the next alert with this subject opens a new incident. */
export function createClose(tools: CloseTools): WorkHandler {
  return async (incidentId) => {
    const snapshot = await tools.store.loadIncident(incidentId);
    // Reopened or closed meanwhile: the timer was for another time.
    if (snapshot?.incident.state !== 'resolved') return finished;
    const left = snapshot.incident.stateSince + tools.closeAfterMs - tools.now();
    if (left > 0) return { againInMs: left };
    const move = close(snapshot.incident, tools.now());
    if ('late' in move) return finished;
    const { incident, timeline, audit, due } = move;
    const written = await tools.store.changeIncident(incident, { timeline, audit, due });
    return written === 'conflict' ? { againInMs: 100 } : finished;
  };
}

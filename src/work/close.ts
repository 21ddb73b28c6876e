import type { Incident } from '../model/incident.ts';
import type { Effects, Store } from '../store/store.ts';
import { finished, type WorkHandler } from './worker.ts';

export interface CloseTools {
  store: Pick<Store, 'loadIncident' | 'changeIncident'>;
  closeAfterMs: number;
  now: () => number;
  close: (incident: Incident, now: number) => { incident: Incident; effects: Effects };
}

/** Resolved for long enough → closed: the next alert with this subject opens a new incident. */
export function createClose(tools: CloseTools): WorkHandler {
  return async (incidentId) => {
    const snapshot = await tools.store.loadIncident(incidentId);
    // Reopened or closed meanwhile: the timer was for another time.
    if (snapshot?.incident.state !== 'resolved') return finished;
    const left = snapshot.incident.stateSince + tools.closeAfterMs - tools.now();
    if (left > 0) return { againInMs: left };
    const { incident, effects } = tools.close(snapshot.incident, tools.now());
    const written = await tools.store.changeIncident(incident, effects);
    return written === 'conflict' ? { againInMs: 100 } : finished;
  };
}

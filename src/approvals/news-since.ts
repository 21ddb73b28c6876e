import { alertName, type Alert } from '../model/alert.ts';
import { incidentName, type Incident } from '../model/incident.ts';
import type { RequestNews } from '../model/action-request.ts';
import { shortReference, type ObjectReference } from '../model/object-reference.ts';

/** What is looked at before the last needed click counts. */
export interface WorldNow {
  incident?: Pick<Incident, 'number' | 'state' | 'stateSince' | 'resolveReason' | 'resolvedBy'> | undefined;
  alerts?: readonly Alert[] | undefined;
  target: ObjectReference;
  targetWas?: 'healthy' | 'ill' | undefined;
  targetIs: 'healthy' | 'ill' | 'unknown';
}

/** One thing that happened, and when, where that is known. */
export type News = Pick<RequestNews, 'fact' | 'words'> & { since?: number };

const mostNames = 5;

/**
 * What the world says since a plan was made: the incident ended, an alert stopped firing, the object became well. Each
 * has a name that stays, so that a person is told of it once.
 */
export function newsSince(madeAt: number, world: WorldNow): readonly News[] {
  const { incident, alerts = [], target, targetWas, targetIs } = world;
  const news: News[] = [];
  const over = incident?.state === 'resolved' || incident?.state === 'closed';
  if (incident !== undefined && over && incident.stateSince > madeAt) {
    const how = incident.resolveReason === 'by-hand' ? 'by hand' : 'by itself';
    news.push({
      fact: `resolved/${incident.stateSince}`,
      words: `${incidentName(incident)} was resolved ${how}`,
      since: incident.stateSince,
    });
  } else if (!over) {
    for (const name of quietSince(madeAt, alerts).slice(0, mostNames))
      news.push({ fact: `quiet/${name}`, words: `${name} stopped firing` });
  }
  if (targetWas === 'ill' && targetIs === 'healthy')
    news.push({ fact: 'healthy', words: `${shortReference(target)} is healthy again` });
  return news;
}

/** Names of alerts of which none fires any more, and one did when the plan was made. */
function quietSince(madeAt: number, alerts: readonly Alert[]): readonly string[] {
  const firing = new Set(alerts.filter(({ status }) => status === 'firing').map(alertName));
  const ended = alerts.filter(
    ({ status, startsAt, endsAt }) =>
      status === 'resolved' && startsAt <= madeAt && endsAt !== null && endsAt > madeAt,
  );
  return [...new Set(ended.map(alertName))].filter((name) => !firing.has(name)).sort();
}

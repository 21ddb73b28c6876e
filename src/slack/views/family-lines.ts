import { incidentName, type Incident, type IncidentSnapshot } from '../../model/incident.ts';
import { dateToken } from '../text/date-token.ts';
import { foreignText } from '../text/foreign-text.ts';

/** How an incident hangs together with others, one line each; mrkdwn. */
export function familyLines({ incident, family }: IncidentSnapshot): string[] {
  return [...partOfLines(family), ...childrenLines(family), ...earlierLines(incident)];
}

/** For lock screens: where to look first. */
export function partOfWords(family: IncidentSnapshot['family']): string {
  const parent = family?.parent;
  if (parent === undefined || !isOpen(parent)) return '';
  return `Part of ${incidentName(parent)} (${foreignText(parent.title, 120)}).`;
}

function partOfLines(family: IncidentSnapshot['family']): string[] {
  const parent = family?.parent;
  if (parent === undefined) return [];
  const name = `${incidentName(parent)} (${foreignText(parent.title, 120)})`;
  return [
    isOpen(parent) ? `🔗 Part of *${name}*: look there first` : `🔗 Was part of ${name}, which is over`,
  ];
}

function childrenLines(family: IncidentSnapshot['family']): string[] {
  if (family === undefined || family.allChildren === 0) return [];
  const { children, openChildren, allChildren } = family;
  if (openChildren === 0) return [`🔗 It took ${count(allChildren)} along; they are over`];
  const more = openChildren - children.length;
  const names = [...children.map(incidentName), ...(more > 0 ? [`… and ${more} more`] : [])];
  return [`🔗 Takes ${count(openChildren)} along: ${names.join(', ')}`];
}

function earlierLines({ earlier }: Incident): string[] {
  if (earlier === undefined) return [];
  const done = earlier.done === undefined ? '' : ` (done then: ${foreignText(earlier.done, 200)})`;
  return [`↩️ The same as ${incidentName(earlier)} of ${dateToken(earlier.openedAt)}${done}`];
}

function count(incidents: number): string {
  return incidents === 1 ? 'one incident' : `${incidents} incidents`;
}

function isOpen({ state }: Pick<Incident, 'state'>): boolean {
  return state === 'firing' || state === 'acknowledged';
}

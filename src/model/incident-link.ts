import type { IncidentState } from './incident-state.ts';

/** The last incident of the same key, which was closed when this one opened. */
export interface EarlierIncident {
  id: string;
  number: number;
  /** Milliseconds since the epoch. */
  openedAt: number;
  /** The title of the last plan that was carried out then; absent when none was, or before it was looked for. */
  done?: string;
}

/** Why an incident is part of another; each reason has its sentence. */
export type LinkReason = 'node-label' | 'pods-on-node' | 'node-address' | 'same-cause';

export const linkReasons: Readonly<Record<LinkReason, string>> = {
  'node-label': 'its alerts name that node, which is down',
  'pods-on-node': 'its pods that are not ready run on that node, which is down',
  'node-address': 'it is the same node under another name',
  'same-cause': 'it has the same cause, and that one is older',
};

/** Both keep their key, record and card: a link says only what to look at first. */
export interface PartOf {
  /** The id of the incident that explains this one. */
  id: string;
  reason: LinkReason;
}

/** What a reader of one incident sees of another. */
export interface Relative {
  id: string;
  number: number;
  title: string;
  state: IncidentState;
}

/** Read with an incident: what it is part of, and what is part of it. */
export interface Family {
  parent?: Relative;
  /** The oldest ones that are open, at most `mostChildren`. */
  children: readonly Relative[];
  /** How many children are open, and how many there ever were. */
  openChildren: number;
  allChildren: number;
}

/** A card lists so many; the rest is counted. */
export const mostChildren = 5;

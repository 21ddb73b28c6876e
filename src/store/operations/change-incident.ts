import type { Incident } from '../../model/incident.ts';
import { markIncidentMessagesDue } from '../steps/mark-messages-due.ts';
import { updateIncident } from '../steps/update-incident.ts';
import { writeEffects } from '../steps/write-effects.ts';
import { tellParts, writeLinks } from '../steps/write-links.ts';
import { writeStormMembers } from '../steps/write-storm-members.ts';
import type { Effects, WriteResult } from '../store.ts';
import type { Transaction } from '../transaction.ts';

/** Writes an incident over the version that it names, or nothing. */
export async function changeIncident(
  transaction: Transaction,
  incident: Incident,
  effects: Effects,
): Promise<WriteResult> {
  if (!(await updateIncident(transaction, incident))) return 'conflict';
  await writeStormMembers(transaction, [incident]);
  await writeLinks(transaction, [incident]);
  await tellParts(transaction, [incident]);
  await writeEffects(transaction, effects);
  await markIncidentMessagesDue(transaction, incident.id);
  return 'written';
}

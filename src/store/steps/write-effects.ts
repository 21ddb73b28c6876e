import type { Effects } from '../store.ts';
import type { Transaction } from '../transaction.ts';
import { appendAuditEntries } from './append-audit-entry.ts';
import { appendTimeline } from './append-timeline.ts';
import { markDue } from './mark-due.ts';
import { wantMessages } from './want-messages.ts';

/** Writes what belongs to a change, after the change itself (rows that it refers to must be there). */
export async function writeEffects(transaction: Transaction, effects: Effects): Promise<void> {
  await appendTimeline(transaction, effects.timeline ?? []);
  await appendAuditEntries(transaction, effects.audit ?? []);
  await wantMessages(transaction, effects.messages ?? []);
  await markDue(transaction, effects.due ?? []);
}

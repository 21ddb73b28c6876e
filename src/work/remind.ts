import { nextReminderAt, type ReminderHours } from '../approvals/next-reminder.ts';
import { debtName } from '../model/break-glass.ts';
import type { Store } from '../store/store.ts';
import { botActor } from './request-records.ts';
import { withoutUndefined } from './without-undefined.ts';
import { finished, type WorkHandler } from './worker.ts';

export interface RemindTools {
  store: Pick<Store, 'findDebt' | 'remindDebt'>;
  remind: ReminderHours;
  now: () => number;
}

/** Reminds of a debt in working hours until somebody reviewed it: one message a time, whoever wakes for it. */
export function createRemind({ store, remind, now }: RemindTools): WorkHandler {
  return async (requestId) => {
    const debt = await store.findDebt({ requestId });
    if (debt === undefined || debt.review !== undefined) return finished;
    const at = now();
    if (debt.remindAt > at) return { againInMs: debt.remindAt - at };
    const number = debt.reminders + 1;
    const nextAt = nextReminderAt(remind, at);
    const written = await store.remindDebt(
      requestId,
      { reminders: debt.reminders, nextAt },
      {
        audit: [
          withoutUndefined({
            at,
            kind: 'debt-reminded' as const,
            actor: botActor,
            incidentId: debt.incidentId,
            requestId,
            executionId: debt.executionId,
            data: { title: debt.title, debt: debtName(debt), owedBy: debt.owedByUser, reminder: number },
          }),
        ],
        messages: [
          withoutUndefined({
            id: `debt/${requestId}/reminder-${number}`,
            kind: 'debt' as const,
            channel: debt.channel,
            requestId,
            incidentId: debt.incidentId,
          }),
        ],
      },
    );
    // Somebody else reminded, or reviewed it: the next look says which.
    return { againInMs: written === 'written' ? Math.max(1_000, nextAt - at) : 1_000 };
  };
}

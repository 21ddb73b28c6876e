import { calendarFreezeAt } from '../approvals/calendar.ts';
import type { CalendarFreeze } from '../model/calendar-freeze.ts';
import type { Store } from '../store/store.ts';

type Begins = Pick<Store, 'beginCall' | 'beginStep' | 'loadRequest'>;

/**
 * The store of a bot whose config has a calendar: while a freeze of it holds, no call begins, as with a freeze of a
 * person. One that may have left is held, and looked after all the same.
 */
export function holdByCalendar<Whole extends Begins>(
  store: Whole,
  freezes: readonly CalendarFreeze[],
  now: () => number,
): Whole {
  if (freezes.length === 0) return store;
  const frozen = async (requestId: string): Promise<{ begun: 'frozen' | 'held' } | undefined> => {
    const request = await store.loadRequest(requestId);
    if (request?.state !== 'executing') return undefined;
    const { parameters, target } = request.plan;
    const span = calendarFreezeAt(freezes, { ...target, action: parameters.action }, now());
    if (span === undefined) return undefined;
    return { begun: request.execution?.calledAt === undefined ? 'frozen' : 'held' };
  };
  const beginCall: Store['beginCall'] = async (requestId, at) =>
    (await frozen(requestId)) ?? store.beginCall(requestId, at);
  const beginStep: Store['beginStep'] = async (requestId, step, at) =>
    (await frozen(requestId)) === undefined ? store.beginStep(requestId, step, at) : 'frozen';
  return { ...store, beginCall, beginStep };
}

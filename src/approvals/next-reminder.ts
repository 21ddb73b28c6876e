import { DateTime } from 'luxon';
import type { TimeWindow } from '../model/time-window.ts';
import { spansOf } from './wall-clock.ts';

export interface ReminderHours {
  /** Working hours: no reminder outside of them. */
  hours: TimeWindow;
  /** Milliseconds; a whole number of days counts by the wall clock, so that it comes at the same hour in summer and winter. */
  every: number;
}

/** The message that the glass was broken was loud enough for so long. */
const firstAfterMs = 60 * 60_000;
const dayMs = 24 * 60 * 60_000;

export function firstReminderAt({ hours }: ReminderHours, openedAt: number): number {
  return nextInWindow(hours, openedAt + firstAfterMs);
}

export function nextReminderAt({ hours, every }: ReminderHours, remindedAt: number): number {
  const whole = every % dayMs === 0;
  const next = whole
    ? DateTime.fromMillis(remindedAt, { zone: hours.zone })
        .plus({ days: every / dayMs })
        .toMillis()
    : remindedAt + every;
  return nextInWindow(hours, next);
}

/** The first moment at or after a time that lies in the window. */
export function nextInWindow(window: TimeWindow, at: number): number {
  const starts = spansOf(window, at)
    .filter(({ startsAt, endsAt }) => endsAt > at && endsAt > startsAt)
    .map(({ startsAt }) => Math.max(startsAt, at));
  // A window of no minutes at all: as if it were always.
  return starts.length === 0 ? at : Math.min(...starts);
}

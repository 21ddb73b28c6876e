import { DateTime } from 'luxon';
import { readLocalTime, type CalendarFreeze, type CalendarSpan } from '../model/calendar-freeze.ts';
import type { FreezePlace } from '../model/freeze.ts';
import { readWeeklyTime, type Span } from '../model/time-window.ts';
import { matchesGlob } from './glob.ts';
import { instantOf, weeklySpans } from './wall-clock.ts';

/** Where and for which action something is to start. */
export interface CalendarPlace extends FreezePlace {
  action: string;
}

/** The freeze that holds there now; of several the one that ends last. */
export function calendarFreezeAt(
  freezes: readonly CalendarFreeze[],
  place: CalendarPlace,
  at: number,
): CalendarSpan | undefined {
  return runningSpans(freezes, at)
    .filter(({ freeze }) => holdsAt(freeze, place))
    .sort((one, other) => other.endsAt - one.endsAt)[0];
}

/** The freeze that begins there next, within so many milliseconds. */
export function nextCalendarFreeze(
  freezes: readonly CalendarFreeze[],
  place: CalendarPlace,
  at: number,
  withinMs: number,
): CalendarSpan | undefined {
  return freezes
    .filter((freeze) => holdsAt(freeze, place))
    .flatMap((freeze) => spansOf(freeze, at).map((span) => ({ ...span, freeze })))
    .filter(({ startsAt }) => startsAt > at && startsAt <= at + withinMs)
    .sort((one, other) => one.startsAt - other.startsAt)[0];
}

/** All that hold somewhere now. */
export function runningSpans(freezes: readonly CalendarFreeze[], at: number): readonly CalendarSpan[] {
  return freezes.flatMap((freeze) =>
    spansOf(freeze, at)
      .filter(({ startsAt, endsAt }) => startsAt <= at && at < endsAt)
      .map((span) => ({ ...span, freeze })),
  );
}

function holdsAt(freeze: CalendarFreeze, { action, cluster, namespace }: CalendarPlace): boolean {
  if (freeze.except.includes(action)) return false;
  if (freeze.clusters !== undefined && (cluster === undefined || !freeze.clusters.includes(cluster)))
    return false;
  return freeze.namespaces?.some((glob) => matchesGlob(glob, namespace)) ?? true;
}

function spansOf({ from, to, weekly, zone }: CalendarFreeze, at: number): readonly Span[] {
  if (weekly !== undefined) {
    const begins = readWeeklyTime(weekly.from);
    const ends = readWeeklyTime(weekly.to);
    return begins === undefined || ends === undefined ? [] : weeklySpans(begins, ends, zone, at);
  }
  const startsAt = momentOf(from, zone, 'first');
  const endsAt = momentOf(to, zone, 'last');
  return startsAt === undefined || endsAt === undefined ? [] : [{ startsAt, endsAt }];
}

/** The config refuses what cannot be read. */
function momentOf(text: string | undefined, zone: string, which: 'first' | 'last'): number | undefined {
  const read = text === undefined ? undefined : readLocalTime(text);
  if (read === undefined) return undefined;
  const { year, month, day, minute } = read;
  return instantOf(DateTime.fromObject({ year, month, day }, { zone }), minute, which);
}

import { DateTime, IANAZone } from 'luxon';
import {
  daysAWeek,
  minutesADay,
  readClockTime,
  readWeekdays,
  type Span,
  type TimeWindow,
  type WeeklyTime,
} from '../model/time-window.ts';

export function isInWindow(window: TimeWindow, at: number): boolean {
  return spansOf(window, at).some((span) => span.startsAt <= at && at < span.endsAt);
}

/** The window as spans from two weeks before a moment to one after it. */
export function spansOf({ days, from, to, zone }: TimeWindow, at: number): readonly Span[] {
  const begin = readClockTime(from) ?? 0;
  const end = readClockTime(to) ?? minutesADay;
  return days
    .flatMap((text) => readWeekdays(text) ?? [])
    .flatMap((weekday) => {
      const nextDay = (weekday % daysAWeek) + 1;
      const until = end > begin ? { weekday, minute: end } : { weekday: nextDay, minute: end };
      return weeklySpans({ weekday, minute: begin }, until, zone, at);
    });
}

/**
 * A part of each week as spans: the last ones that began before a moment and the next ones, in their order. An hour that
 * the clock leaves out in spring begins and ends when it is left out; of one that comes twice in autumn both count.
 */
export function weeklySpans(from: WeeklyTime, to: WeeklyTime, zone: string, at: number): readonly Span[] {
  const today = DateTime.fromMillis(at, { zone }).startOf('day');
  const sameDay = to.weekday === from.weekday && to.minute > from.minute;
  const days = sameDay ? 0 : (to.weekday - from.weekday + daysAWeek) % daysAWeek || daysAWeek;
  const back = (today.weekday - from.weekday + daysAWeek) % daysAWeek;
  return [-2, -1, 0, 1].map((week) => {
    const begins = today.plus({ days: week * daysAWeek - back });
    return {
      startsAt: instantOf(begins, from.minute, 'first'),
      endsAt: instantOf(begins.plus({ days }), to.minute, 'last'),
    };
  });
}

/** A time of the wall clock as a moment. Of a time that comes twice, the first or the last; one that is left out is when that happens. */
export function instantOf(day: DateTime, minute: number, which: 'first' | 'last'): number {
  const zone = IANAZone.create(day.zoneName ?? 'utc');
  const wall = Date.UTC(day.year, day.month - 1, day.day) + minute * 60_000;
  const offsets = [-1, 1].map((side) => zone.offset(wall + side * 86_400_000) * 60_000);
  const moments = offsets.map((offset) => wall - offset);
  const real = moments.filter((moment) => zone.offset(moment) * 60_000 === wall - moment);
  if (real.length > 0) return which === 'first' ? Math.min(...real) : Math.max(...real);
  return changeBetween(zone, Math.min(...moments), Math.max(...moments));
}

/** When the offset changes, to the millisecond. */
function changeBetween(zone: IANAZone, from: number, to: number): number {
  let before = from;
  let after = to;
  const offset = zone.offset(before);
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (zone.offset(middle) === offset) before = middle;
    else after = middle;
  }
  return after;
}

/** `mon-fri 09:00 to 18:00 (Europe/Berlin)` */
export function windowInWords({ days, from, to, zone }: TimeWindow): string {
  return `${days.join(', ')} ${from} to ${to} (${zone})`;
}

/** `Sat 03:12 in Europe/Berlin`: what the clock on the wall says. */
export function clockInWords(at: number, zone: string): string {
  return `${DateTime.fromMillis(at, { zone, locale: 'en' }).toFormat('ccc HH:mm')} in ${zone}`;
}

/** `Mon 30 Nov 08:00 in Europe/Berlin` */
export function momentInWords(at: number, zone: string): string {
  return `${DateTime.fromMillis(at, { zone, locale: 'en' }).toFormat('ccc d LLL HH:mm')} in ${zone}`;
}

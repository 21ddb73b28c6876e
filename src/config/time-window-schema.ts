import { IANAZone } from 'luxon';
import { z } from 'zod';
import { readLocalTime } from '../model/calendar-freeze.ts';
import { readClockTime, readWeekdays, readWeeklyTime } from '../model/time-window.ts';

export const zone = z.string().refine((name) => IANAZone.isValidZone(name), {
  error: 'is no time zone: write an IANA name, for example Europe/Berlin or UTC',
});

export const clockTime = z.string().refine((text) => readClockTime(text) !== undefined, {
  error: 'write hours and minutes in quotes: "09:00" to "24:00"',
});

const weekdays = z.string().refine((text) => readWeekdays(text) !== undefined, {
  error: 'write mon, tue, wed, thu, fri, sat, sun, or from one to another: mon-fri',
});

/** `fri 18:00` */
export const weeklyTime = z.string().refine((text) => readWeeklyTime(text) !== undefined, {
  error: 'write a day and a time: "fri 18:00"',
});

/** Hours of some days of the week. */
export const timeWindow = z.strictObject({
  days: z.array(weekdays).min(1).default(['mon-sun']),
  from: clockTime.default('00:00'),
  to: clockTime.default('24:00'),
  zone,
});

/** `2026-12-24 00:00` */
export const localTime = z.string().refine((text) => readLocalTime(text) !== undefined, {
  error: 'write a day, or a day and a time, in quotes: "2026-12-24 18:00"',
});

/** Hours of some days of the week, by the clock on the wall of a zone. `to` at or before `from`: until the next day. */
export interface TimeWindow {
  /** `mon`, `mon-fri`; a day is the one on which the window begins. */
  days: readonly string[];
  /** `09:00` */
  from: string;
  /** `18:00`; `24:00` is the end of the day. */
  to: string;
  /** An IANA name: `Europe/Berlin`. */
  zone: string;
}

/** Milliseconds since the epoch; `endsAt` is the first moment after it. */
export interface Span {
  startsAt: number;
  endsAt: number;
}

/** A weekday counts from Monday, 1, as in ISO 8601; minutes from midnight. */
export interface WeeklyTime {
  weekday: number;
  minute: number;
}

export const weekdayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export const minutesADay = 24 * 60;
export const daysAWeek = 7;

/** `09:00` → 540; undefined when it is no time of a day. `24:00` is one: the end of the day. */
export function readClockTime(text: string): number | undefined {
  const match = /^([01]\d|2[0-4]):([0-5]\d)$/.exec(text);
  if (match === null) return undefined;
  const minutes = Number(match[1]) * 60 + Number(match[2]);
  return minutes > minutesADay ? undefined : minutes;
}

/** `mon-fri` → 1 to 5, `fri-mon` → 5, 6, 7, 1; undefined when it names no days. */
export function readWeekdays(text: string): readonly number[] | undefined {
  const [first, last = first, ...rest] = text.toLowerCase().split('-').map(weekdayOf);
  if (first === undefined || last === undefined || rest.length > 0) return undefined;
  const length = ((last - first + daysAWeek) % daysAWeek) + 1;
  return Array.from({ length }, (_, index) => ((first - 1 + index) % daysAWeek) + 1);
}

/** `fri 18:00`; undefined when it is none. */
export function readWeeklyTime(text: string): WeeklyTime | undefined {
  const [day = '', clock = '', ...rest] = text.trim().split(/\s+/);
  const weekday = weekdayOf(day.toLowerCase());
  const minute = readClockTime(clock);
  return weekday === undefined || minute === undefined || rest.length > 0 ? undefined : { weekday, minute };
}

function weekdayOf(name: string): number | undefined {
  const index = weekdayNames.findIndex((one) => one === name);
  return index < 0 ? undefined : index + 1;
}

import { freezePlaceInWords, type FreezePlace } from './freeze.ts';
import type { Span } from './time-window.ts';

/** A freeze that the config's calendar brings: once, or every week. Times are by the wall clock of the zone. */
export interface CalendarFreeze {
  name: string;
  reason: string;
  zone: string;
  /** `2026-12-24 00:00`, once. */
  from?: string | undefined;
  to?: string | undefined;
  /** `fri 18:00`, every week. */
  weekly?: { from: string; to: string } | undefined;
  /** Names of clusters; absent: all. */
  clusters?: readonly string[] | undefined;
  /** With `*` as a wildcard; absent: all, and what stands in none. */
  namespaces?: readonly string[] | undefined;
  /** Actions that may start all the same. */
  except: readonly string[];
}

/** One time that a calendar freeze holds. */
export interface CalendarSpan extends Span {
  freeze: CalendarFreeze;
}

/** `namespaces shop* on prod`, `all clusters` */
export function calendarPlaceInWords({
  clusters,
  namespaces,
}: Pick<CalendarFreeze, 'clusters' | 'namespaces'>): string {
  const where: FreezePlace = clusters === undefined ? {} : { cluster: clusters.join(', ') };
  if (namespaces === undefined) return freezePlaceInWords(where);
  return freezePlaceInWords({ ...where, namespace: namespaces.join(', ') });
}

/** `2026-12-24 00:00` → its parts; undefined when it is no such time. */
export function readLocalTime(
  text: string,
): { year: number; month: number; day: number; minute: number } | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)(?:[ T]([01]\d|2[0-3]):([0-5]\d))?$/.exec(text.trim());
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hours = 0, minutes = 0] = match.slice(1).map((part) => Number(part));
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return {
    year,
    month,
    day,
    minute: (Number.isNaN(hours) ? 0 : hours) * 60 + (Number.isNaN(minutes) ? 0 : minutes),
  };
}

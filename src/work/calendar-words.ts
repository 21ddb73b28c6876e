import {
  calendarFreezeAt,
  nextCalendarFreeze,
  runningSpans,
  type CalendarPlace,
} from '../approvals/calendar.ts';
import { momentInWords } from '../approvals/wall-clock.ts';
import { calendarPlaceInWords, type CalendarFreeze, type CalendarSpan } from '../model/calendar-freeze.ts';
import { durationInWords } from '../model/duration-in-words.ts';
import { escapeText } from './escape-text.ts';

/** A plan that is made so long before a freeze says so: its approval may come too late. */
const warnBeforeMs = 60 * 60_000;

/** Why nothing may start there now, as a sentence of plain text; undefined: the calendar does not keep it. */
export function calendarStop(
  freezes: readonly CalendarFreeze[],
  place: CalendarPlace,
  at: number,
): string | undefined {
  const span = calendarFreezeAt(freezes, place, at);
  return span === undefined ? undefined : `the calendar (freezes in the config): ${spanInWords(span)}.`;
}

/** For a plan that is made shortly before a freeze. */
export function calendarWarnings(
  freezes: readonly CalendarFreeze[],
  place: CalendarPlace,
  at: number,
): readonly string[] {
  const span = nextCalendarFreeze(freezes, place, at, warnBeforeMs);
  if (span === undefined) return [];
  const { name, reason } = span.freeze;
  return [
    `The freeze "${name}" begins in ${durationInWords(span.startsAt - at)} (${reason}): after that this can be neither approved nor begun.`,
  ];
}

/** For `/mw status`: mrkdwn lines of what holds now, and of what begins within an hour. */
export function calendarLines(freezes: readonly CalendarFreeze[], at: number): readonly string[] {
  const running = runningSpans(freezes, at).map((span) => `*Frozen* by ${escapeText(spanInWords(span))}.`);
  const ahead = freezes.flatMap((freeze) => {
    // Whatever it holds for: an action that no freeze can except.
    const place = { action: '', cluster: freeze.clusters?.[0], namespace: freeze.namespaces?.[0] };
    const next = nextCalendarFreeze([freeze], withoutAbsent(place), at, warnBeforeMs);
    if (next === undefined) return [];
    const begins = `begins in ${durationInWords(next.startsAt - at)}`;
    return [`*Freeze ahead*: ${escapeText(`${spanInWords(next)}, ${begins}`)}.`];
  });
  return [...running, ...ahead];
}

function withoutAbsent(place: {
  action: string;
  cluster: string | undefined;
  namespace: string | undefined;
}): CalendarPlace {
  const { action, cluster, namespace } = place;
  return {
    action,
    ...(cluster !== undefined && { cluster }),
    ...(namespace !== undefined && { namespace }),
  };
}

function spanInWords({ freeze, endsAt }: CalendarSpan): string {
  const { name, reason, zone, except } = freeze;
  const but = except.length === 0 ? '' : ` but ${except.join(', ')}`;
  return `"${name}" freezes all actions${but} on ${calendarPlaceInWords(freeze)} until ${momentInWords(endsAt, zone)}: ${reason}`;
}

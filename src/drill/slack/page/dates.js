import { readerZone } from './store.js';

const parts = (ms, options) =>
  new Intl.DateTimeFormat('en-US', { timeZone: readerZone(), ...options }).format(ms);

const ordinal = (day) => {
  const rest = day % 100;
  if (rest >= 11 && rest <= 13) return `${day}th`;
  return `${day}${{ 1: 'st', 2: 'nd', 3: 'rd' }[day % 10] ?? 'th'}`;
};

const dayKey = (ms) => parts(ms, { year: 'numeric', month: '2-digit', day: '2-digit' });
const relativeDay = (ms) => {
  const day = 24 * 60 * 60 * 1000;
  if (dayKey(ms) === dayKey(Date.now())) return 'today';
  if (dayKey(ms) === dayKey(Date.now() - day)) return 'yesterday';
  return dayKey(ms) === dayKey(Date.now() + day) ? 'tomorrow' : undefined;
};

export const clock = (ms) => parts(ms, { hour: 'numeric', minute: '2-digit' });

const long = (ms) => {
  const day = ordinal(Number(parts(ms, { day: 'numeric' })));
  return `${parts(ms, { month: 'long' })} ${day}, ${parts(ms, { year: 'numeric' })}`;
};
const short = (ms) => parts(ms, { month: 'short', day: 'numeric', year: 'numeric' });

function ago(ms) {
  const seconds = Math.round((Date.now() - ms) / 1000);
  const size = Math.abs(seconds);
  const [count, unit] =
    size < 60
      ? [size, 'second']
      : size < 3600
        ? [Math.round(size / 60), 'minute']
        : size < 86_400
          ? [Math.round(size / 3600), 'hour']
          : [Math.round(size / 86_400), 'day'];
  const words = `${count} ${unit}${count === 1 ? '' : 's'}`;
  return seconds >= 0 ? `${words} ago` : `in ${words}`;
}

const tokens = {
  date_num: (ms) => dayKey(ms).replace(/(\d+)\/(\d+)\/(\d+)/, '$3-$1-$2'),
  date: long,
  date_short: short,
  date_long: (ms) => `${parts(ms, { weekday: 'long' })}, ${long(ms)}`,
  date_slash: (ms) => dayKey(ms),
  date_pretty: (ms) => relativeDay(ms) ?? long(ms),
  date_short_pretty: (ms) => relativeDay(ms) ?? short(ms),
  date_long_pretty: (ms) => relativeDay(ms) ?? `${parts(ms, { weekday: 'long' })}, ${long(ms)}`,
  day_divider_pretty: (ms) =>
    relativeDay(ms) ?? parts(ms, { weekday: 'long', month: 'long', day: 'numeric' }),
  time: clock,
  time_secs: (ms) => parts(ms, { hour: 'numeric', minute: '2-digit', second: '2-digit' }),
  ago,
};

/** `{date_short} at {time}` for a moment, in the reader's zone. An unknown token leaves the fallback. */
export function formatDate(seconds, format, fallback) {
  const ms = Number(seconds) * 1000;
  if (!Number.isFinite(ms)) return fallback;
  let isKnown = true;
  const text = format.replace(/\{(\w+)\}/g, (whole, name) => {
    const token = Object.hasOwn(tokens, name) ? tokens[name] : undefined;
    if (token === undefined) isKnown = false;
    return token === undefined ? whole : token(ms);
  });
  return isKnown ? text : fallback;
}

export const dayLabel = (ms) => {
  const label = tokens.day_divider_pretty(ms);
  return label.charAt(0).toUpperCase() + label.slice(1);
};
export { dayKey };

/** The whole moment, for the tooltip of a time. */
export const fullMoment = (ms) => parts(ms, { dateStyle: 'full', timeStyle: 'long' });

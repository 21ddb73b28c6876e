/**
 * A time in the reader's own zone and language; the part after the bar is for clients that cannot.
 * @see https://docs.slack.dev/messaging/formatting-message-text#date-formatting
 */
export function dateToken(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  return `<!date^${seconds}^{date_short_pretty} {time}|${utcTime(milliseconds)}>`;
}

/** `2026-11-23 03:12 UTC`; `an unknown time` for what is no date. */
export function utcTime(milliseconds: number): string {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) return 'an unknown time';
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

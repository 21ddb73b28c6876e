/** `03:12 UTC`: for plain text, where Slack cannot put the reader's own zone. */
export function utcTime(at: number): string {
  return `${new Date(at).toISOString().slice(11, 16)} UTC`;
}

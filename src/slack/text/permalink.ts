/** Where a message of ours stands. */
export interface MessagePlace {
  channel: string;
  ts: string;
  /** Of its thread's root, when it is a reply. */
  threadTs?: string;
}

/**
 * The address of a message, as chat.getPermalink gives it, without asking Slack each time.
 * @see https://docs.slack.dev/reference/methods/chat.getPermalink
 * @param workspaceUrl as auth.test tells it: `https://example.slack.com/`
 */
export function permalink(workspaceUrl: string, { channel, ts, threadTs }: MessagePlace): string {
  const base = `${workspaceUrl.replace(/\/$/, '')}/archives/${channel}/p${ts.replace('.', '')}`;
  return threadTs === undefined ? base : `${base}?thread_ts=${threadTs}&cid=${channel}`;
}

/** A link in mrkdwn, or the channel alone while the workspace's address is not known. */
export function placeLink(workspaceUrl: string | undefined, place: MessagePlace, words: string): string {
  return workspaceUrl === undefined
    ? `${words}: <#${place.channel}>`
    : `<${permalink(workspaceUrl, place)}|${words}>`;
}

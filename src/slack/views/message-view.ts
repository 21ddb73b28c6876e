import type { KnownBlock } from '@slack/types';

/** What one Slack message shows. `text` is what lock screens and screen readers get; mrkdwn, escaped. */
export interface MessageView {
  text: string;
  blocks: KnownBlock[];
}

/** The name to show for a Slack user: plain text, not escaped; pings nobody. */
export type PersonName = (slackUser: string) => string;

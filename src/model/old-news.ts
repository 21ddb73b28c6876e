import type { Incident } from './incident.ts';
import type { MessageKind } from './message.ts';

/** What would have been a message of its own, had Slack taken it in time. */
export interface OldNews {
  kind: MessageKind;
  /** When it was news. Milliseconds since the epoch. */
  at: number;
  incident: Incident;
  /** The message's words, where they do not follow from the incident. */
  text?: string;
}

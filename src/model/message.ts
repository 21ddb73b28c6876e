/**
 * One Slack message that should exist. What it should show is computed from the store; the publisher compares the hash of
 * that with what Slack shows and brings Slack to it.
 */
export type MessageKind =
  /** The root message of an incident. */
  | 'card'
  /** A reply in its thread: all evidence. */
  | 'detail'
  /** A picture in its thread. */
  | 'chart'
  /** The plan to approve: a reply in the incident's thread, else a root message. */
  | 'plan'
  /** The plan by direct message, to one who may approve it: `page/<request>/<Slack user>`. */
  | 'page'
  /** A new channel message that wakes: severity rose, reopened, … */
  | 'wake'
  /** A quiet line in the thread. */
  | 'note'
  /** A root message that stands for many incidents: `storm/<storm>`. */
  | 'storm'
  /** A root message that tells what happened while Slack could not be reached: `digest/<channel>/<when>`. */
  | 'digest'
  /** A root message: somebody broke the glass, or a reminder of that; `debt/<request>/broken`, `debt/<request>/reminder-<n>`. */
  | 'debt'
  /** A root message with a head of the audit: `audit-head/<day>`, `audit-head/<input>`. */
  | 'audit-head';

export interface MessageRecord {
  /** Deterministic: `card/<incident>`, `plan/<request>`, `note/<incident>/<key>`: the same message is never made twice. */
  id: string;
  kind: MessageKind;
  incidentId?: string;
  requestId?: string;
  channel: string;
  /** Id of the message whose thread this is in. */
  threadOf?: string;
  /** For `wake`, `note` and `audit-head`, whose text does not follow from the incident's state. */
  text?: string;
  state: 'wanted' | 'posting' | 'shown' | 'failed';
  /** Slack's own id once posted. */
  ts?: string;
  /** Of the content that Slack shows. */
  shownHash?: string;
  /** When the last attempt to post began: a restart that finds `posting` looks in the channel first. */
  postingSince?: number;
  /** Why it failed for good, in Slack's words. */
  problem?: string;
}

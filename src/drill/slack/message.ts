/** One Block Kit block or element as it stands on the wire. */
export type Block = { readonly type: string; readonly [key: string]: unknown };

export type MessageFile = {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly mimetype: string;
  /** Bytes. */
  readonly size: number;
  readonly url_private: string;
  readonly alt_txt?: string;
  readonly [key: string]: unknown;
};

export type MessageMetadata = {
  readonly event_type: string;
  readonly event_payload: Readonly<Record<string, unknown>>;
};

export type Attachment = {
  readonly color?: string;
  readonly blocks?: readonly Block[];
  readonly [key: string]: unknown;
};

/**
 * A message as `conversations.history` gives it (Slack's own field names), plus `channel`. `metadata` is always here;
 * the Web API shows it only with `include_all_metadata`.
 * @see https://docs.slack.dev/reference/events/message
 */
export type Message = {
  readonly type: 'message';
  readonly subtype?: string;
  readonly channel: string;
  readonly ts: string;
  readonly user: string;
  readonly text: string;
  readonly team: string;
  readonly bot_id?: string;
  readonly app_id?: string;
  readonly blocks?: readonly Block[];
  readonly attachments?: readonly Attachment[];
  readonly files?: readonly MessageFile[];
  readonly metadata?: MessageMetadata;
  /** The root's ts; a root that has replies carries its own ts here. */
  readonly thread_ts?: string;
  readonly reply_count?: number;
  readonly reply_users?: readonly string[];
  readonly latest_reply?: string;
  readonly reactions?: readonly {
    readonly name: string;
    readonly users: readonly string[];
    readonly count: number;
  }[];
  readonly edited?: { readonly user: string; readonly ts: string };
  readonly pinned_to?: readonly string[];
  readonly mrkdwn?: boolean;
};

/** A message that one person sees, in one channel, until they reload. `ts` names it in interactions. */
export type EphemeralMessage = Message & { readonly is_ephemeral: true; readonly visibleTo: string };

/** What a message would have pinged, had it been sent to the real Slack. */
export type Ping = {
  readonly channel: string;
  readonly ts: string;
  readonly kind: 'channel' | 'here' | 'everyone' | 'user' | 'usergroup';
  /** User or user group id; absent for the broadcasts. */
  readonly id?: string;
};

/** A modal as `views.open` answers it. */
export type View = {
  readonly id: string;
  readonly type: 'modal' | 'home';
  readonly callback_id: string;
  readonly title: Block;
  readonly blocks: readonly Block[];
  readonly private_metadata: string;
  readonly hash: string;
  readonly root_view_id: string;
  readonly previous_view_id: string | null;
  readonly state: { readonly values: Readonly<Record<string, Readonly<Record<string, unknown>>>> };
  readonly submit: Block | null;
  readonly close: Block | null;
  readonly clear_on_close: boolean;
  readonly notify_on_close: boolean;
  readonly external_id: string;
  readonly [key: string]: unknown;
};

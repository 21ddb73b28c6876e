import type { MessageRecord } from '../../model/message.ts';

/** Columns of `messages` as read. */
export interface MessageRow {
  id: string;
  kind: MessageRecord['kind'];
  incident_id: string | null;
  request_id: string | null;
  channel: string;
  thread_of: string | null;
  words: string | null;
  state: MessageRecord['state'];
  ts: string | null;
  shown_hash: string | null;
  posting_since: number | null;
  problem: string | null;
}

export const messageColumns =
  'id, kind, incident_id, request_id, channel, thread_of, words, state, ts, shown_hash, posting_since, problem';

export function readMessage(row: MessageRow): MessageRecord {
  return {
    id: row.id,
    kind: row.kind,
    ...(row.incident_id !== null && { incidentId: row.incident_id }),
    ...(row.request_id !== null && { requestId: row.request_id }),
    channel: row.channel,
    ...(row.thread_of !== null && { threadOf: row.thread_of }),
    ...(row.words !== null && { text: row.words }),
    state: row.state,
    ...(row.ts !== null && { ts: row.ts }),
    ...(row.shown_hash !== null && { shownHash: row.shown_hash }),
    ...(row.posting_since !== null && { postingSince: row.posting_since }),
    ...(row.problem !== null && { problem: row.problem }),
  };
}

import type { MessageWanted } from '../store.ts';
import { placeholders, type Transaction } from '../transaction.ts';
import { markDue } from './mark-due.ts';
import { chunks } from './read-snapshot.ts';

/** Makes messages that are not there yet; all of them are marked due for publishing. */
export async function wantMessages(
  transaction: Transaction,
  messages: readonly MessageWanted[],
): Promise<void> {
  for (const part of chunks(messages)) {
    const rows = part.map((_, row) => `(${placeholders(7, row * 7 + 1)}, 'wanted', now_ms())`);
    await transaction.query(
      `INSERT INTO messages (id, kind, incident_id, request_id, channel, thread_of, words, state, wanted_at)
       VALUES ${rows.join(', ')} ON CONFLICT (id) DO NOTHING`,
      part.flatMap((message) => [
        message.id,
        message.kind,
        message.incidentId,
        message.requestId,
        message.channel,
        message.threadOf,
        message.text,
      ]),
    );
  }
  await markDue(
    transaction,
    messages.map(({ id }) => ({ kind: 'publish', key: id })),
  );
}

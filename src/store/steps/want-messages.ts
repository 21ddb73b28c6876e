import type { MessageWanted } from '../store.ts';
import type { Transaction } from '../transaction.ts';
import { markDue } from './mark-due.ts';

/** Makes messages that are not there yet; all of them are marked due for publishing. */
export async function wantMessages(
  transaction: Transaction,
  messages: readonly MessageWanted[],
): Promise<void> {
  for (const message of messages) {
    await transaction.query(
      `INSERT INTO messages (id, kind, incident_id, request_id, channel, thread_of, words, state)
       VALUES ($1, $2, $3, $4, $5, $6, $7, 'wanted') ON CONFLICT (id) DO NOTHING`,
      [
        message.id,
        message.kind,
        message.incidentId,
        message.requestId,
        message.channel,
        message.threadOf,
        message.text,
      ],
    );
  }
  await markDue(
    transaction,
    messages.map(({ id }) => ({ kind: 'publish', key: id })),
  );
}

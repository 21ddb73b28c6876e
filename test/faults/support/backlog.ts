import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import type { StorePlace } from './judge-store.ts';

const sql = `SELECT (SELECT COUNT(*) FROM deliveries WHERE applied_at IS NULL)
  + (SELECT COUNT(*) FROM messages WHERE kind = 'card' AND state IN ('wanted', 'posting') AND folded_into IS NULL) AS waiting`;

/**
 * How many webhooks are kept and not worked on yet, and how many cards are not posted yet: a storm's card still counts an
 * incident that gets one of its own, so that Slack does not tell. Read beside the running bot.
 */
export async function backlogOf({ path, databaseUrl }: StorePlace): Promise<number> {
  if (databaseUrl === undefined) {
    const database = new DatabaseSync(path, { readOnly: true });
    try {
      return Number(database.prepare(sql).get()?.['waiting']);
    } finally {
      database.close();
    }
  }
  const client = new Client(databaseUrl);
  await client.connect();
  try {
    const { rows } = await client.query<{ waiting: string }>(sql);
    return Number(rows[0]?.waiting);
  } finally {
    await client.end();
  }
}

import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import type { Alert } from '../../../src/model/alert.ts';
import type { StorePlace } from './judge-store.ts';

/** Every occurrence on record by its incident: the bot itself reads only the newest ones of an alert that flaps. */
export async function allOccurrences(place: StorePlace): Promise<ReadonlyMap<string, readonly Alert[]>> {
  const rows = await read(place, 'SELECT incident_id, alert FROM alerts ORDER BY starts_at');
  const found = new Map<string, Alert[]>();
  for (const row of rows) {
    const alerts = found.get(row.incident_id) ?? [];
    found.set(row.incident_id, alerts);
    alerts.push(JSON.parse(row.alert) as Alert);
  }
  return found;
}

interface Row {
  incident_id: string;
  alert: string;
}

async function read({ path, databaseUrl }: StorePlace, sql: string): Promise<Row[]> {
  if (databaseUrl !== undefined) {
    const client = new Client(databaseUrl);
    await client.connect();
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
    }
  }
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return database.prepare(sql).all() as unknown as Row[];
  } finally {
    database.close();
  }
}

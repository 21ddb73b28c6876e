import { randomUUID } from 'node:crypto';
import { Client } from 'pg';

/** An empty store's place in a PostgreSQL that others use too. */
export interface OwnSchema {
  /** Opens the schema, as DATABASE_URL. */
  url: string;
  drop(): Promise<void>;
}

/** @param address of a PostgreSQL whose user may make schemas */
export async function ownSchema(address: string): Promise<OwnSchema> {
  const name = `run_${randomUUID().replaceAll('-', '')}`;
  const query = async (sql: string): Promise<void> => {
    const client = new Client(address);
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  await query(`CREATE SCHEMA ${name}`);
  const url = new URL(address);
  url.searchParams.set('options', `-c search_path=${name}`);
  return { url: url.href, drop: async () => query(`DROP SCHEMA ${name} CASCADE`) };
}

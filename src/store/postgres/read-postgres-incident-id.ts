import { Client } from 'pg';
import { placeOf, postgresAddress } from './open-postgres.ts';
import { translatePostgresError } from './postgres-error.ts';

/**
 * The id of an incident by its number; undefined: there is none.
 * @throws {MiddlewatchError} `store-unavailable`
 */
export async function readPostgresIncidentId(
  databaseUrl: string,
  number: number,
): Promise<string | undefined> {
  const client = new Client(postgresAddress(databaseUrl));
  // The query that waits on a connection that breaks rejects as well; this is only the second report of it.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ id: string }>('SELECT id FROM incidents WHERE number = $1', [
      number,
    ]);
    return rows[0]?.id;
  } catch (error) {
    throw translatePostgresError(error, placeOf(databaseUrl));
  } finally {
    await client.end();
  }
}

import { openForReading } from './open-for-reading.ts';
import { translateSqliteError } from './sqlite-error.ts';

/**
 * The id of an incident by its number, read-only, also beside a running bot; undefined: there is none.
 * @throws {MiddlewatchError} `store-unavailable`, `store-damaged`
 */
export function readIncidentId(path: string, number: number): string | undefined {
  const database = openForReading(path);
  try {
    const row = database.prepare('SELECT id FROM incidents WHERE number = $1').get({ $1: number });
    return row?.['id'] as string | undefined;
  } catch (error) {
    throw translateSqliteError(error, path);
  } finally {
    database.close();
  }
}

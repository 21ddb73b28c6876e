import { Client } from 'pg';
import { MiddlewatchError } from '../../errors/middlewatch-error.ts';
import { allMigrations } from '../migrations/all-migrations.ts';
import { stepsToApply } from '../migrations/steps-to-apply.ts';
import { expectedShape, missingFrom, type SchemaShape } from '../schema-shape.ts';
import type { StoreReport } from '../store-report.ts';
import { placeOf, postgresAddress } from './open-postgres.ts';
import { translatePostgresError } from './postgres-error.ts';
import { readPostgresSchema } from './postgres-migrate.ts';

/**
 * Looks whether the schema of a store in PostgreSQL is whole. Pages, indexes and references are the server's own business.
 *
 * @throws {MiddlewatchError} `store-unavailable`: it cannot be reached, or it is no store of Middlewatch.
 */
export async function checkPostgres(databaseUrl: string): Promise<StoreReport & { place: string }> {
  const place = placeOf(databaseUrl);
  const known = allMigrations.length;
  const client = new Client(postgresAddress(databaseUrl));
  // The query that waits on a connection that breaks rejects as well; this is only the second report of it.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const { rows } = await client.query<{ store: boolean; bytes: number }>(
      `SELECT to_regclass('migrations') IS NOT NULL AS store, pg_database_size(current_database()) AS bytes`,
    );
    if (rows[0]?.store !== true)
      throw new MiddlewatchError('store-unavailable', `${place} is no store of Middlewatch`);
    const schema = await readPostgresSchema(client, known);
    const words: string[] = [];
    try {
      stepsToApply(allMigrations, schema);
    } catch (error) {
      if (!(error instanceof MiddlewatchError)) throw error;
      words.push(error.message);
    }
    const applied = allMigrations.filter(({ number }) => number <= schema.applied);
    const triggers = applied.flatMap(({ postgres }) => namesOfTriggers(postgres));
    const expected = { ...expectedShape(applied), triggers: new Set(triggers) };
    words.push(...missingFrom(await readShape(client), expected));
    return {
      place,
      engine: 'postgres',
      bytes: rows[0].bytes,
      schema: { number: schema.applied, known },
      faults: words.map((one) => ({ what: 'schema', words: one })),
    };
  } catch (error) {
    throw translatePostgresError(error, place);
  } finally {
    await client.end();
  }
}

function namesOfTriggers(sql: string): readonly string[] {
  return Array.from(sql.matchAll(/CREATE TRIGGER (\w+)/g), ([, name = '']) => name);
}

async function readShape(client: Client): Promise<SchemaShape> {
  const names = async (sql: string): Promise<ReadonlySet<string>> => {
    const { rows } = await client.query<{ name: string }>(sql);
    return new Set(rows.map(({ name }) => name));
  };
  return {
    columns: await names(
      `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
       WHERE table_schema = current_schema()`,
    ),
    indexes: await names('SELECT indexname AS name FROM pg_indexes WHERE schemaname = current_schema()'),
    triggers: await names(
      `SELECT tgname AS name FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
       JOIN pg_namespace ON pg_namespace.oid = relnamespace
       WHERE nspname = current_schema() AND NOT tgisinternal AND tgenabled <> 'D'`,
    ),
  };
}

import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { onTestFinished } from 'vitest';

/** The address of a PostgreSQL that the store's tests may fill; `npm run test:e2e` starts one and names it here. */
const variable = 'MIDDLEWATCH_TEST_DATABASE_URL';

/** What the tests of operations run on. Without a PostgreSQL only the embedded store: then that half does not exist. */
export const engines: readonly ('sqlite' | 'postgres')[] =
  process.env[variable] === undefined ? ['sqlite'] : ['sqlite', 'postgres'];
export type Engine = (typeof engines)[number];

export interface TestDatabase {
  /** Opens a store of its own: an empty schema, gone after the test. */
  url: string;
  query: <Row extends object>(sql: string, parameters?: readonly unknown[]) => Promise<Row[]>;
}

export async function makeTestDatabase(): Promise<TestDatabase> {
  const address = process.env[variable];
  if (address === undefined) throw new Error(`${variable} is not set`);
  const schema = `test_${randomUUID().replaceAll('-', '')}`;
  const url = new URL(address);
  url.searchParams.set('options', `-c search_path=${schema}`);
  const client = new Client(url.href);
  // A server that a test kills: the next query says so.
  client.on('error', () => undefined);
  await client.connect();
  await client.query(`CREATE SCHEMA ${schema}`);
  onTestFinished(async () => {
    await client.query(`DROP SCHEMA ${schema} CASCADE`).catch(() => undefined);
    await client.end();
  });
  return {
    url: url.href,
    query: async <Row extends object>(sql: string, parameters: readonly unknown[] = []) =>
      (await client.query<Row>(sql, [...parameters])).rows,
  };
}

/** Makes the database's clock one that a test turns: `set` gives it a time, in milliseconds. */
export async function turnClock({ query }: TestDatabase): Promise<(milliseconds: number) => Promise<void>> {
  await query('CREATE TABLE test_clock (milliseconds BIGINT NOT NULL)');
  await query('INSERT INTO test_clock VALUES (0)');
  await query(
    'CREATE OR REPLACE FUNCTION now_ms() RETURNS BIGINT LANGUAGE sql STABLE AS $$ SELECT milliseconds FROM test_clock $$',
  );
  return async (milliseconds) => {
    await query('UPDATE test_clock SET milliseconds = $1', [milliseconds]);
  };
}

import { hostname } from 'node:os';
import { Client, Pool, TypeOverrides, type ClientConfig } from 'pg';
import { MiddlewatchError } from '../../errors/middlewatch-error.ts';
import { allMigrations } from '../migrations/all-migrations.ts';
import { migratePostgres } from './postgres-migrate.ts';

/** Connections a process: one of them writes, the others take webhooks in and read. */
const connections = 8;
/** Connections of a process that claim work and give it back. */
const leaseConnections = 2;
const connectMs = 3_000;
const idleMs = 30_000;

export interface PostgresOptions {
  /** `postgres://user:password@host:5432/database`; parameters such as `sslmode` as in PostgreSQL's own. */
  url: string;
  /** No statement runs for longer, and no transaction lies open without one for half of it. */
  deadlineMs: number;
}

/** Two sets of connections to one database. */
export interface PostgresPools {
  durable: Pool;
  /**
   * Their commits do not wait for the disk: what a crash of the database takes back is who holds which lease in the last
   * moment (https://www.postgresql.org/docs/15/wal-async-commit.html), and work may be done twice.
   */
  leases: Pool;
}

/**
 * Opens connections to a database whose schema is up to date.
 *
 * @throws {MiddlewatchError} `store-newer`; PostgreSQL's and Node's own errors otherwise.
 */
export async function openPostgres(options: PostgresOptions): Promise<PostgresPools> {
  const address = postgresAddress(options.url);
  await migrate(address);
  const leases = poolOf(address, options, leaseConnections);
  leases.on('connect', (client) => {
    // Sent before anything else on this connection; where it fails, the operation that follows fails as well and says why.
    void client.query('SET synchronous_commit TO OFF').catch(() => undefined);
  });
  return { durable: poolOf(address, options, connections), leases };
}

function poolOf(address: ClientConfig, { deadlineMs }: PostgresOptions, max: number): Pool {
  const pool = new Pool({
    ...address,
    max,
    idleTimeoutMillis: idleMs,
    statement_timeout: deadlineMs,
    // A process that is stopped in the middle must not keep its locks: the others wait for it, and are to have time left.
    idle_in_transaction_session_timeout: Math.ceil(deadlineMs / 2),
    // For a server that does not even say that it took too long.
    query_timeout: deadlineMs + 1_000,
  });
  // An idle connection that breaks is gone from the pool; the next operation opens another or says why it cannot.
  pool.on('error', () => undefined);
  // One that breaks between two statements of an operation says so by this event too, which nobody else listens to and
  // which would end the thread; the operation's next statement fails.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** How every connection of ours is opened. */
export function postgresAddress(url: string): ClientConfig {
  return {
    connectionString: url,
    // For who looks into pg_stat_activity, and for the health page: whose turn it is.
    application_name: `middlewatch on ${hostname()}`,
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
    types: typesOfOurs,
  };
}

/** On a connection of its own, without the deadline of operations: a step may have to rewrite a table. */
async function migrate(address: ClientConfig): Promise<void> {
  const client = new Client(address);
  // The query that waits on a connection that breaks rejects as well; this is only the second report of it.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await migratePostgres(client, allMigrations);
  } finally {
    await client.end();
  }
}

/**
 * Where it is, for people: without user and password.
 *
 * @throws {MiddlewatchError} `config-invalid`; the text that is no address stays secret too.
 */
export function placeOf(url: string): string {
  if (!URL.canParse(url) || !/^postgres(ql)?:$/.test(new URL(url).protocol)) {
    throw new MiddlewatchError(
      'config-invalid',
      'DATABASE_URL is no address like postgres://user@host:5432/name',
    );
  }
  const { hostname, port, pathname } = new URL(url);
  return `PostgreSQL at ${hostname === '' ? 'the local socket' : hostname}${port === '' ? '' : `:${port}`}${pathname}`;
}

/** PostgreSQL's number of the type BIGINT: https://github.com/postgres/postgres/blob/REL_15_STABLE/src/include/catalog/pg_type.dat */
const bigint = 20;

/** Milliseconds and counts are BIGINT there, which `pg` gives as text; all of ours are exact as numbers. */
const typesOfOurs = new TypeOverrides();
typesOfOurs.setTypeParser(bigint, Number);

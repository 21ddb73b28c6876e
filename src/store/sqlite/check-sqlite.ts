import type { DatabaseSync } from 'node:sqlite';
import { MiddlewatchError } from '../../errors/middlewatch-error.ts';
import { allMigrations } from '../migrations/all-migrations.ts';
import { stepsToApply } from '../migrations/steps-to-apply.ts';
import { expectedShape, missingFrom, readSqliteShape } from '../schema-shape.ts';
import type { StoreFault, StoreReport } from '../store-report.ts';
import { hasTable, openForReading } from './open-for-reading.ts';
import { sqliteCode, translateSqliteError } from './sqlite-error.ts';
import { readSqliteSchema } from './sqlite-migrate.ts';

/** Faults of one sort that are named; the rest would say the same. */
const mostFaults = 20;

/**
 * Looks through a whole store: pages and indexes, references between rows, the schema. Read-only, also beside a running
 * bot, which is not held up.
 *
 * @throws {MiddlewatchError} `store-unavailable`: there is no such file, or it is no store of Middlewatch.
 */
export function checkSqlite(path: string): StoreReport {
  const known = allMigrations.length;
  let database: DatabaseSync;
  try {
    database = openForReading(path);
  } catch (error) {
    if (!(error instanceof MiddlewatchError) || error.code !== 'store-damaged') throw error;
    return unreadable(error.message);
  }
  const faults: StoreFault[] = [];
  let found = { bytes: 0, number: 0 };
  try {
    if (!hasTable(database, 'migrations'))
      throw new MiddlewatchError('store-unavailable', `${path} is no store of Middlewatch`);
    faults.push(...integrity(database));
    const schema = readSqliteSchema(database, known);
    found = { bytes: sizeOf(database), number: schema.applied };
    faults.push(...foreignKeys(database), ...schemaFaults(database, schema));
  } catch (error) {
    // A page that cannot even be walked over ends the reading itself.
    const translated = translateSqliteError(error, path);
    if (sqliteCode(error) === undefined || !isDamage(translated)) throw translated;
    if (faults.length === 0) faults.push({ what: 'integrity', words: translated.message });
  } finally {
    database.close();
  }
  return { engine: 'sqlite', bytes: found.bytes, schema: { number: found.number, known }, faults };
}

function unreadable(words: string): StoreReport {
  return {
    engine: 'sqlite',
    bytes: 0,
    schema: { number: 0, known: allMigrations.length },
    faults: [{ what: 'integrity', words }],
  };
}

function isDamage(error: Error): boolean {
  return error instanceof MiddlewatchError && error.code === 'store-damaged';
}

function sizeOf(database: DatabaseSync): number {
  const size = database.prepare(
    'SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size',
  );
  return Number(size.get()?.['bytes']);
}

/** The whole file; where the damage ends even that, table by table. */
function integrity(database: DatabaseSync): readonly StoreFault[] {
  try {
    return integrityOf(database, String(mostFaults));
  } catch (error) {
    if (!isDamage(translateSqliteError(error, ''))) throw error;
  }
  const tables = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`).all();
  return tables.flatMap(({ name }) => {
    try {
      return integrityOf(database, String(name));
    } catch (error) {
      if (!isDamage(translateSqliteError(error, ''))) throw error;
      return [{ what: 'integrity', words: `the table ${String(name)} cannot be read` }];
    }
  });
}

/**
 * Of the whole (a number: the most faults to name) or one table. A row of the answer holds several lines, the first a
 * heading. https://www.sqlite.org/pragma.html#pragma_integrity_check
 */
function integrityOf(database: DatabaseSync, what: string): StoreFault[] {
  return database
    .prepare(`PRAGMA integrity_check(${what})`)
    .all()
    .flatMap((row) => String(row['integrity_check']).split('\n'))
    .filter((words) => words !== 'ok' && !words.startsWith('***'))
    .map((words) => ({ what: 'integrity', words }));
}

/** https://www.sqlite.org/pragma.html#pragma_foreign_key_check */
function foreignKeys(database: DatabaseSync): readonly StoreFault[] {
  const broken = database
    .prepare(
      `SELECT "table" AS child, parent, COUNT(*) AS count FROM pragma_foreign_key_check GROUP BY child, parent`,
    )
    .all();
  return broken.map(({ child, parent, count }) => ({
    what: 'foreign-keys',
    words: `${String(count)} rows of ${String(child)} belong to none of ${String(parent)}`,
  }));
}

function schemaFaults(
  database: DatabaseSync,
  schema: ReturnType<typeof readSqliteSchema>,
): readonly StoreFault[] {
  const words: string[] = [];
  try {
    stepsToApply(allMigrations, schema);
  } catch (error) {
    if (!(error instanceof MiddlewatchError)) throw error;
    words.push(error.message);
  }
  const steps = database
    .prepare('SELECT number FROM migrations ORDER BY number')
    .all()
    .map(({ number }) => number);
  if (steps.some((number, index) => number !== index + 1))
    words.push(`its steps have a gap: ${steps.join(', ')}`);
  const applied = allMigrations.filter(({ number }) => number <= schema.applied);
  words.push(...missingFrom(readSqliteShape(database), expectedShape(applied)));
  return words.slice(0, mostFaults).map((one) => ({ what: 'schema', words: one }));
}

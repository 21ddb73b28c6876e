import { DatabaseSync } from 'node:sqlite';
import type { Migration } from './migrations/migration.ts';
import { migrateSqlite } from './sqlite/sqlite-migrate.ts';

/** The names that a schema consists of; both engines have the same tables, columns and indexes. */
export interface SchemaShape {
  /** `due.kind` */
  columns: ReadonlySet<string>;
  indexes: ReadonlySet<string>;
  /** SQLite's own; PostgreSQL has one more, against TRUNCATE. */
  triggers: ReadonlySet<string>;
}

/** What a store has after so many steps: made in memory. */
export function expectedShape(migrations: readonly Migration[]): SchemaShape {
  const database = new DatabaseSync(':memory:');
  try {
    migrateSqlite(database, migrations, 0);
    return readSqliteShape(database);
  } finally {
    database.close();
  }
}

export function readSqliteShape(database: DatabaseSync): SchemaShape {
  const names = (sql: string): ReadonlySet<string> =>
    new Set(
      database
        .prepare(sql)
        .all()
        .map(({ name }) => String(name)),
    );
  return {
    columns: names(
      `SELECT tables.name || '.' || columns.name AS name
       FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'`,
    ),
    indexes: names(`SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL`),
    triggers: names(`SELECT name FROM sqlite_schema WHERE type = 'trigger'`),
  };
}

/** What should be there and is not, in words. More than expected is fine: a newer version may have added it. */
export function missingFrom(found: SchemaShape, expected: SchemaShape): readonly string[] {
  const missing = (kind: keyof SchemaShape, word: string): string[] =>
    [...expected[kind]].filter((name) => !found[kind].has(name)).map((name) => `the ${word} ${name} is gone`);
  return [...missing('columns', 'column'), ...missing('indexes', 'index'), ...missing('triggers', 'trigger')];
}

import { DatabaseSync } from 'node:sqlite';
import type { Migration } from '../../../src/store/migrations/migration.ts';
import { missingFrom, readSqliteShape } from '../../../src/store/schema-shape.ts';
import { migrateSqlite } from '../../../src/store/sqlite/sqlite-migrate.ts';

/** What the last of these steps does to a version that knows only those before it, in words; empty when it only adds. */
export function whatBreaks(migrations: readonly Migration[]): readonly string[] {
  const [before, after] = [migrated(migrations.slice(0, -1)), migrated(migrations)];
  try {
    return [
      ...missingFrom(readSqliteShape(after), readSqliteShape(before)),
      ...changedColumns(before, after),
      ...stricter(before, after),
      ...writesAgainstRows(migrations.at(-1)),
    ];
  } finally {
    before.close();
    after.close();
  }
}

function migrated(migrations: readonly Migration[]): DatabaseSync {
  const database = new DatabaseSync(':memory:');
  migrateSqlite(database, migrations, 0);
  return database;
}

interface Column {
  place: string;
  type: string;
  notNull: number;
  hasDefault: number;
}

function columnsOf(database: DatabaseSync): readonly Column[] {
  return database
    .prepare(
      `SELECT tables.name || '.' || columns.name AS place, columns.type AS type, columns."notnull" AS "notNull",
         columns.dflt_value IS NOT NULL AS "hasDefault"
       FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'`,
    )
    .all() as unknown as Column[];
}

const tableOf = ({ place }: Pick<Column, 'place'>): string => place.split('.')[0] ?? '';

function changedColumns(before: DatabaseSync, after: DatabaseSync): readonly string[] {
  const old = new Map(columnsOf(before).map((column) => [column.place, column]));
  const oldTables = new Set([...old.values()].map(tableOf));
  return columnsOf(after).flatMap((column) => {
    const known = old.get(column.place);
    if (known !== undefined)
      return JSON.stringify(known) === JSON.stringify(column)
        ? []
        : [`${column.place} is another column now`];
    const asked = oldTables.has(tableOf(column)) && column.notNull === 1 && column.hasDefault === 0;
    return asked ? [`${column.place} has to be given, and an older version does not`] : [];
  });
}

/** Unique indexes and triggers on tables that were there. */
function stricter(before: DatabaseSync, after: DatabaseSync): readonly string[] {
  const objects = (database: DatabaseSync) =>
    database
      .prepare(
        `SELECT name, tbl_name AS "table" FROM sqlite_schema
         WHERE type = 'trigger' OR (type = 'index' AND sql LIKE 'CREATE UNIQUE%')`,
      )
      .all() as { name: string; table: string }[];
  const tables = new Set(columnsOf(before).map(tableOf));
  const known = new Set(objects(before).map(({ name }) => name));
  return objects(after)
    .filter(({ name, table }) => !known.has(name) && tables.has(table))
    .map(({ name, table }) => `${name} may refuse what an older version writes to ${table}`);
}

/** What no comparison of two empty schemas shows, on either engine. */
function writesAgainstRows(migration: Migration | undefined): readonly string[] {
  const text = `${migration?.sql ?? ''} ${migration?.postgres ?? ''}`.replace(/--.*$/gm, '');
  const words =
    /\b(DROP|RENAME|DELETE FROM|UPDATE \w+ SET|ALTER COLUMN|SET NOT NULL|ADD CONSTRAINT|TRUNCATE)\b/gi;
  return Array.from(text.matchAll(words), ([word]) => `it says ${word.toUpperCase()}`);
}

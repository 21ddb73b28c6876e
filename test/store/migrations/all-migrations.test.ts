import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { allMigrations } from '../../../src/store/migrations/all-migrations.ts';
import { openSqlite } from '../../../src/store/sqlite/open-sqlite.ts';
import { migrateSqlite } from '../../../src/store/sqlite/sqlite-migrate.ts';
import { temporaryFolder } from '../support/test-store.ts';

test('the steps are numbered from 1 without gaps', () => {
  expect(allMigrations.map(({ number }) => number)).toEqual(allMigrations.map((_, index) => index + 1));
});

test('all steps together give the schema that is written down', async () => {
  const database = openSqlite(join(temporaryFolder(), 'x.db'), () => 1_000);
  const objects = database
    .prepare('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type DESC, name')
    .all();
  await expect(`${objects.map(({ sql }) => `${String(sql)};`).join('\n\n')}\n`).toMatchFileSnapshot(
    'schema.sql',
  );
  expect(database.prepare('SELECT number, name, applied_at FROM migrations').all()).toEqual(
    allMigrations.map(({ number, name }) => ({ number, name, applied_at: 1_000 })),
  );
  database.close();
});

test('opening again applies nothing again', () => {
  const path = join(temporaryFolder(), 'x.db');
  openSqlite(path, () => 1_000).close();
  const database = openSqlite(path, () => 2_000);
  expect(
    database.prepare('SELECT MIN(applied_at) AS first, MAX(applied_at) AS last FROM migrations').get(),
  ).toEqual({
    first: 1_000,
    last: 1_000,
  });
  database.close();
});

test('a step that fails leaves nothing behind, and the steps before it stay', () => {
  const database = new DatabaseSync(':memory:');
  const good = { number: 1, name: 'good', sql: 'CREATE TABLE good (id INTEGER);', sqlite: '', postgres: '' };
  const bad = {
    number: 2,
    name: 'bad',
    sql: 'CREATE TABLE bad (id INTEGER); SELECT nonsense;',
    sqlite: '',
    postgres: '',
  };
  expect(() => migrateSqlite(database, [good, bad], 1)).toThrow(/nonsense/);
  const tables = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`).all();
  expect(tables.map(({ name }) => name)).toEqual(['good', 'migrations']);
  migrateSqlite(database, [good, { ...bad, sql: 'CREATE TABLE bad (id INTEGER);' }], 1);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allMigrations } from '../../../src/store/migrations/all-migrations.ts';
import { refuseBesideOlder, stepsToApply } from '../../../src/store/migrations/steps-to-apply.ts';
import { openSqlite } from '../../../src/store/sqlite/open-sqlite.ts';
import { temporaryFolder } from '../support/test-store.ts';
import { whatBreaks } from '../support/what-breaks.ts';

// During a rolling upgrade bots of the previous release work on a schema that the new one has brought up to date.

/** The newest schema of the release before this one; moved on, with its statements, when a release is made. */
const previousRelease = 4;

describe('a step that says nothing else only adds', () => {
  test.each(
    allMigrations.slice(1).map((migration) => [migration.number, migration.name, migration] as const),
  )('step %i, %s', (number, _, { oldestBeside }) => {
    const breaks = whatBreaks(allMigrations.slice(0, number));
    if (oldestBeside === undefined) expect(breaks).toEqual([]);
    else expect(oldestBeside, 'the previous release keeps running').toBeLessThanOrEqual(previousRelease);
  });

  const add = (sql: string, postgres = '') =>
    whatBreaks([
      ...allMigrations,
      { number: allMigrations.length + 1, name: 'x', sql, sqlite: '', postgres },
    ]);
  test.each([
    ['a column that is gone', 'ALTER TABLE due DROP COLUMN problem', 'the column due.problem is gone'],
    ['a column with another name', 'ALTER TABLE due RENAME COLUMN problem TO trouble', 'it says RENAME'],
    ['a table that is gone', 'DROP TABLE probe', 'the column probe.id is gone'],
    ['an index that is gone', 'DROP INDEX due_by_time', 'the index due_by_time is gone'],
    [
      'a column that has to be given, in a table made anew',
      'DROP TABLE probe; CREATE TABLE probe (id INTEGER PRIMARY KEY, committed_at BIGINT NOT NULL, by TEXT NOT NULL)',
      'probe.by has to be given, and an older version does not',
    ],
    [
      'a column of another type',
      'DROP TABLE probe; CREATE TABLE probe (id INTEGER PRIMARY KEY, committed_at TEXT)',
      'probe.committed_at is another column now',
    ],
    [
      'a rule on a table that is there',
      'CREATE UNIQUE INDEX one ON timeline (words)',
      'one may refuse what an older version writes to timeline',
    ],
    ['rows that change', `UPDATE messages SET kind = 'sheet'`, 'it says UPDATE MESSAGES SET'],
  ])('%s is seen', (_, sql, words) => {
    expect(add(sql)).toContain(words);
  });
  test('and on PostgreSQL', () => {
    expect(add('', 'ALTER TABLE due ALTER COLUMN problem SET NOT NULL')).toEqual([
      'it says ALTER COLUMN',
      'it says SET NOT NULL',
    ]);
  });
  test('tables, columns that may be left out and plain indexes are fine', () => {
    expect(
      add(`CREATE TABLE new (id TEXT PRIMARY KEY, words TEXT NOT NULL); CREATE UNIQUE INDEX n ON new (words);
        ALTER TABLE due ADD COLUMN colour TEXT; ALTER TABLE due ADD COLUMN weight INTEGER NOT NULL DEFAULT 1;
        CREATE INDEX due_by_colour ON due (colour)`),
    ).toEqual([]);
  });
});

test('what the previous release says to the database is understood by the newest schema', () => {
  const { both, sqlite } = JSON.parse(
    readFileSync(new URL(`./statements-of-schema-${previousRelease}.json`, import.meta.url), 'utf8'),
  ) as { both: string[]; sqlite: string[] };
  const database = openSqlite(join(temporaryFolder(), 'x.db'), () => 1);
  for (const sql of [...both, ...sqlite]) {
    expect(() => database.prepare(sql), sql).not.toThrow();
    expect(sql, 'columns are named one by one: new ones may come').not.toMatch(
      /SELECT \*|RETURNING \*|INSERT INTO \w+ (VALUES|SELECT)/,
    );
  }
  database.close();
  expect(both.length).toBeGreaterThan(80);
});

describe('a version meets a schema', () => {
  const three = allMigrations.slice(0, 3);
  const numbers = (applied: number, oldestBeside: number) =>
    stepsToApply(three, { applied, oldestBeside }).map(({ number }) => number);

  test('that is older: it brings the missing steps', () => {
    expect(numbers(0, 1)).toEqual([1, 2, 3]);
    expect(numbers(2, 1)).toEqual([3]);
    expect(numbers(3, 1)).toEqual([]);
  });

  test('that is newer: it works beside it when it may, and refuses when not', () => {
    expect(numbers(9, 1)).toEqual([]);
    expect(numbers(9, 3)).toEqual([]);
    expect(() => numbers(9, 4)).toThrow(
      /its schema is 9, for versions that know at least 4; this one knows up to 3/,
    );
  });

  test('a step that would break one that runs waits until it is gone', () => {
    const step = { number: 8, name: 'split', sql: '', sqlite: '', postgres: '', oldestBeside: 7 };
    const bot = (name: string, knownSchema: number) => ({ name, version: '0.1.0', knownSchema });
    expect(() => refuseBesideOlder([step], [bot('a', 6), bot('b', 7)])).toThrow(
      /Older versions.*: step 8 \(split\) would break a \(0\.1\.0\)$/,
    );
    expect(() => refuseBesideOlder([step], [bot('b', 7)])).not.toThrow();
    expect(() => refuseBesideOlder(allMigrations, [bot('a', 1)])).not.toThrow();
  });
});

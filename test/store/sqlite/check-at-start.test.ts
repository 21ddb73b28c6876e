import { closeSync, openSync, writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { checkAtStart } from '../../../src/store/sqlite/check-at-start.ts';
import { openSqliteEngine } from '../support/test-store.ts';

/** A store in which one page of one table is overwritten. */
async function damagedIn(table: string): Promise<string> {
  const { store, path } = openSqliteEngine();
  await store.markDue([{ kind: 'close', key: 'k' }]);
  await store.close();
  const database = new DatabaseSync(path);
  const root = database.prepare('SELECT rootpage FROM sqlite_schema WHERE name = $1').get({ $1: table });
  database.close();
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(300, 0xff), 0, 300, (Number(root?.['rootpage']) - 1) * 4096);
  closeSync(file);
  return path;
}

function check(path: string, wholeUpToBytes: number): void {
  const database = new DatabaseSync(path);
  try {
    checkAtStart(database, path, { wholeUpToBytes });
  } finally {
    database.close();
  }
}

test('a file of ordinary size is looked through whole', async () => {
  const path = await damagedIn('watchdogs');
  expect(() => check(path, 1e9)).toThrow(/damaged|malformed/);
});

test('of a large one the tables that decide about work, cards and actions', async () => {
  const elsewhere = await damagedIn('watchdogs');
  expect(() => check(elsewhere, 1_000)).not.toThrow();
  const inWork = await damagedIn('due');
  expect(() => check(inWork, 1_000)).toThrow(/damaged|malformed/);
});

test('a new file is fine', () => {
  const { path } = openSqliteEngine();
  expect(() => check(path, 1e9)).not.toThrow();
  expect(() => check(path, 0)).not.toThrow();
});

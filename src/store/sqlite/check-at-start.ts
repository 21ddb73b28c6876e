import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { MiddlewatchError } from '../../errors/middlewatch-error.ts';

/**
 * Files up to this size, in bytes, are looked through whole at every opening: 0.25 s from memory (measured: 0.45 s a GB),
 * 5 s from a disk that reads 100 MB a second.
 */
export const wholeCheckBytes = 512 * 1024 * 1024;

/** What decides about actions, cards and work; small beside what alerts, deliveries, timelines and the audit take. */
const decidingTables = ['due', 'counters', 'incidents', 'messages', 'requests', 'approvals', 'executions'];

/**
 * Looks for damage before anything is read or written: the whole file, of a large one the tables that decide. What was not
 * looked at is found by `store check`, or when it is used. https://www.sqlite.org/pragma.html#pragma_quick_check
 *
 * @throws {MiddlewatchError} `store-damaged`; SQLite's own error where even looking is not possible
 */
export function checkAtStart(
  database: DatabaseSync,
  path: string,
  { wholeUpToBytes }: { wholeUpToBytes: number } = { wholeUpToBytes: wholeCheckBytes },
): void {
  const whole = statSync(path).size <= wholeUpToBytes;
  const there = new Set(
    database
      .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`)
      .all()
      .map(({ name }) => name),
  );
  const checks = whole ? ['1'] : decidingTables.filter((table) => there.has(table));
  for (const what of checks) {
    const found = String(database.prepare(`PRAGMA quick_check(${what})`).get()?.['quick_check']);
    if (found !== 'ok')
      throw new MiddlewatchError(
        'store-damaged',
        `${path}: ${found.replace(/^\*\*\*.*\n/, '').replaceAll('\n', '; ')}`,
      );
  }
}

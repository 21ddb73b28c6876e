/** What a column can hold in both engines. `undefined` is written as NULL. */
export type Value = string | number | null | undefined | Uint8Array;

/**
 * One open transaction. Operations see nothing but this, so one SQL text serves SQLite and PostgreSQL 15: `$1`
 * placeholders, ON CONFLICT, RETURNING, milliseconds as integers, JSON as text.
 *
 * Operations read and then write what they concluded: that is right only when nobody else writes between. Both engines
 * have one writer at a time: SQLite by itself, PostgreSQL by a lock; see accessOf for the few that go without it.
 */
export interface Transaction {
  /** For the few statements that each engine spells in its own way. */
  readonly engine: 'sqlite' | 'postgres';
  /** Runs one statement and gives its rows; `RETURNING` tells how many were written. */
  query<Row extends object>(sql: string, parameters?: readonly Value[]): Promise<Row[]>;
}

/** Thrown by an operation that finds somebody was there first: everything is rolled back and the caller gets `conflict`. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
}

/** `($1, $2), ($3, $4)`: the VALUES of one statement that inserts several rows of as many columns. */
export function rowPlaceholders(rows: number, columns: number): string {
  return Array.from({ length: rows }, (_, row) => `(${placeholders(columns, row * columns + 1)})`).join(', ');
}

/** `$1, $2, $3` for a list of values that starts at a parameter number. */
export function placeholders(count: number, first: number): string {
  return Array.from({ length: count }, (_, index) => `$${first + index}`).join(', ');
}

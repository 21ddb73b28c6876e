/** What a column can hold in both engines. `undefined` is written as NULL. */
export type Value = string | number | null | undefined | Uint8Array;

/**
 * One open transaction. Operations see nothing but this, so one SQL text serves SQLite and PostgreSQL 15: `$1`
 * placeholders, ON CONFLICT, RETURNING, milliseconds as integers, JSON as text.
 *
 * Operations read and then write what they concluded: that is right only when transactions are serializable. SQLite
 * has one writer; a PostgreSQL driver must use SERIALIZABLE and run an operation again after a serialization failure.
 */
export interface Transaction {
  /** Runs one statement and gives its rows; `RETURNING` tells how many were written. */
  query<Row extends object>(sql: string, parameters?: readonly Value[]): Promise<Row[]>;
}

/** Thrown by an operation that finds somebody was there first: everything is rolled back and the caller gets `conflict`. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
}

/** `$1, $2, $3` for a list of values that starts at a parameter number. */
export function placeholders(count: number, first: number): string {
  return Array.from({ length: count }, (_, index) => `$${first + index}`).join(', ');
}

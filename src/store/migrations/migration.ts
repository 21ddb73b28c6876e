/**
 * One numbered step of the schema. Never changed once released: a later step mends it. A step only adds (tables, columns
 * that may be left out, indexes that refuse nothing): the previous release keeps running beside it.
 */
export interface Migration {
  number: number;
  name: string;
  /** For both engines. */
  sql: string;
  /** What only SQLite spells this way (triggers). */
  sqlite: string;
  /** What only PostgreSQL 15 spells this way (functions, triggers, sequences). */
  postgres: string;
  /**
   * For a step that does more than add: bots whose newest known step is older than this one refuse the store, and the
   * step waits until none of them runs. Never higher than the newest step of the previous release.
   *
   * @default 1: all may run beside it
   */
  oldestBeside?: number;
}

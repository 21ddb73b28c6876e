/** One numbered step of the schema. Never changed once released: a later step mends it. */
export interface Migration {
  number: number;
  name: string;
  /** For both engines. */
  sql: string;
  /** What only SQLite spells this way (triggers). */
  sqlite: string;
  /** What only PostgreSQL 15 spells this way (functions, triggers, sequences). */
  postgres: string;
}

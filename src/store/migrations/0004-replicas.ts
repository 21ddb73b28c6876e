import type { Migration } from './migration.ts';

/**
 * The processes that run on this store, each with its version and the newest schema it knows; and of each step the oldest
 * schema whose bots may run beside it. With both, old and new versions share a store during a rolling upgrade.
 */
export const replicas: Migration = {
  number: 4,
  name: 'replicas',
  sql: `
CREATE TABLE replicas (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  version TEXT NOT NULL,
  known_schema INTEGER NOT NULL,
  started_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  parts TEXT NOT NULL
);

ALTER TABLE migrations ADD COLUMN oldest_beside INTEGER NOT NULL DEFAULT 1;
`,
  sqlite: '',
  postgres: '',
};

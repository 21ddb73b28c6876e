import type { Migration } from './migration.ts';

/** The alert that always fires, as last heard from each sender for each cluster. */
export const watchdogs: Migration = {
  number: 3,
  name: 'watchdogs',
  sql: `
CREATE TABLE watchdogs (
  source TEXT NOT NULL,
  cluster TEXT NOT NULL,
  heard_at BIGINT NOT NULL,
  watchdog TEXT NOT NULL,
  PRIMARY KEY (source, cluster)
);
`,
  sqlite: '',
  postgres: '',
};

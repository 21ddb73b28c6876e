import type { Migration } from './migration.ts';

/** Who stopped actions, where, why and until when. Ended ones stay: the audit tells of them too. */
export const freezes: Migration = {
  number: 11,
  name: 'freezes',
  sql: `
CREATE TABLE freezes (
  id TEXT PRIMARY KEY,
  cluster TEXT,
  namespace TEXT,
  frozen_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  ends_at BIGINT,
  ended_at BIGINT
);
CREATE INDEX freezes_running ON freezes (id) WHERE ended_at IS NULL;
`,
  sqlite: '',
  postgres: '',
};

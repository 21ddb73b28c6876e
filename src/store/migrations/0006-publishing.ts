import type { Migration } from './migration.ts';

/**
 * Slack's budgets, shared by all processes of a store (`next_at`: the generic cell rate algorithm's time); since when a
 * message is wanted, and the message that tells its old news instead of it.
 */
export const publishing: Migration = {
  number: 6,
  name: 'publishing',
  sql: `
CREATE TABLE slack_budgets (
  name TEXT PRIMARY KEY,
  next_at BIGINT NOT NULL
);

ALTER TABLE messages ADD COLUMN wanted_at BIGINT;
ALTER TABLE messages ADD COLUMN folded_into TEXT;
CREATE INDEX messages_by_digest ON messages (folded_into);
`,
  sqlite: '',
  postgres: '',
};

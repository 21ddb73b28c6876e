import type { Migration } from './migration.ts';

/** What was recorded last, so that only changes are recorded: the effective config, and who each Slack user was mapped to. */
export const knownBefore: Migration = {
  number: 15,
  name: 'known-before',
  sql: `
CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  hash TEXT NOT NULL,
  value TEXT NOT NULL
);

CREATE TABLE logins (
  slack_user TEXT PRIMARY KEY,
  identity TEXT NOT NULL,
  day TEXT NOT NULL
);
`,
  sqlite: '',
  postgres: '',
};

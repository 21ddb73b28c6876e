import type { Migration } from './migration.ts';

/**
 * Permissions of somebody alone to carry out their own plan, and the debts that using one opens. A permission is used at
 * most once, and nobody reviews the debt of their own mapped identity: the database holds both by itself.
 */
export const breakGlass: Migration = {
  number: 13,
  name: 'break-glass',
  sql: `
CREATE TABLE break_glass (
  request_id TEXT PRIMARY KEY REFERENCES requests (id),
  person TEXT NOT NULL,
  mapped_user TEXT NOT NULL,
  reason TEXT NOT NULL,
  per_hour INTEGER NOT NULL,
  reviewers TEXT NOT NULL,
  granted_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);
CREATE INDEX break_glass_by_use ON break_glass (mapped_user, used_at);

CREATE TABLE debts (
  request_id TEXT PRIMARY KEY REFERENCES break_glass (request_id),
  number INTEGER NOT NULL UNIQUE,
  owed_by_user TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  remind_at BIGINT NOT NULL,
  reminders INTEGER NOT NULL DEFAULT 0,
  reviewed_at BIGINT,
  reviewer TEXT,
  reviewer_user TEXT,
  verdict TEXT CHECK (verdict IN ('ok', 'not-ok')),
  review TEXT,
  CHECK (reviewer_user IS NULL OR reviewer_user <> owed_by_user)
);
CREATE INDEX debts_open ON debts (number) WHERE reviewed_at IS NULL;
`,
  sqlite: '',
  postgres: '',
};

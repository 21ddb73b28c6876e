import type { Migration } from './migration.ts';

/**
 * What the world said after a plan was made, and which person was told before their approval counts. The index serves
 * the circuit breakers, which look at the executions of the last minutes.
 */
export const requestNews: Migration = {
  number: 12,
  name: 'request-news',
  sql: `
CREATE TABLE request_news (
  request_id TEXT NOT NULL REFERENCES requests (id),
  fact TEXT NOT NULL,
  mapped_user TEXT NOT NULL,
  words TEXT NOT NULL,
  told_at BIGINT NOT NULL,
  PRIMARY KEY (request_id, fact, mapped_user)
);
CREATE INDEX executions_by_start ON executions (started_at);
`,
  sqlite: '',
  postgres: '',
};

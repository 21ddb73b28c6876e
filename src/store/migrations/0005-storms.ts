import type { Migration } from './migration.ts';

/**
 * Storms: which channels got cards within the last minute, the storms that run or ran, and the incidents folded into them
 * with what their card counts by.
 */
export const storms: Migration = {
  number: 5,
  name: 'storms',
  sql: `
CREATE TABLE channel_traffic (
  channel TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  traffic TEXT NOT NULL
);

CREATE TABLE storms (
  id TEXT PRIMARY KEY,
  channel TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  ended_at BIGINT,
  acknowledged_by TEXT,
  acknowledged_at BIGINT
);
-- The rule: one storm a channel at a time, whoever decides.
CREATE UNIQUE INDEX storms_one_running_a_channel ON storms (channel) WHERE ended_at IS NULL;

-- cause: NULL until its evidence was looked at, empty when no cause was found.
CREATE TABLE storm_members (
  storm_id TEXT NOT NULL REFERENCES storms (id),
  incident_id TEXT NOT NULL REFERENCES incidents (id),
  folded_at BIGINT NOT NULL,
  alert_name TEXT NOT NULL,
  namespace TEXT NOT NULL,
  node TEXT NOT NULL,
  severity TEXT NOT NULL,
  cause TEXT,
  PRIMARY KEY (storm_id, incident_id)
);
CREATE INDEX storm_members_by_incident ON storm_members (incident_id);
CREATE INDEX storm_members_by_age ON storm_members (storm_id, folded_at);
`,
  sqlite: '',
  postgres: '',
};

import type { Migration } from './migration.ts';

/** Which incident is part of which, and what incidents may share: both are searched from the other end. */
export const incidentLinks: Migration = {
  number: 9,
  name: 'incident-links',
  sql: `
CREATE TABLE incident_links (
  incident_id TEXT PRIMARY KEY REFERENCES incidents (id),
  parent_id TEXT REFERENCES incidents (id),
  cause TEXT
);
CREATE INDEX incident_links_by_parent ON incident_links (parent_id, incident_id);
CREATE INDEX incident_links_by_cause ON incident_links (cause, incident_id);
`,
  sqlite: '',
  postgres: '',
};

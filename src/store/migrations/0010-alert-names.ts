import type { Migration } from './migration.ts';

/** `/mw why NAME` looks for alerts by name. Generated, so that the previous release, which does not know the column, fills it too. */
export const alertNames: Migration = {
  number: 10,
  name: 'alert-names',
  sql: '',
  sqlite: `
ALTER TABLE alerts ADD COLUMN name TEXT
  GENERATED ALWAYS AS (LOWER(json_extract(alert, '$.labels.alertname'))) VIRTUAL;
CREATE INDEX alerts_by_name ON alerts (name, starts_at);
`,
  postgres: `
ALTER TABLE alerts ADD COLUMN name TEXT
  GENERATED ALWAYS AS (LOWER(CAST(alert AS JSONB) #>> '{labels,alertname}')) STORED;
CREATE INDEX alerts_by_name ON alerts (name, starts_at);
`,
};

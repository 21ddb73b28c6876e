import type { Migration } from './migration.ts';

/** The alerts of the last day are asked for before a silence is made. */
export const recentAlerts: Migration = {
  number: 7,
  name: 'recent-alerts',
  sql: `
CREATE INDEX alerts_by_start ON alerts (starts_at);
`,
  sqlite: '',
  postgres: '',
};

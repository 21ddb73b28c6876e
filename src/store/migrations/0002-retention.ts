import type { Migration } from './migration.ts';

/** What is old is found without reading the bodies of what is not. */
export const retention: Migration = {
  number: 2,
  name: 'retention',
  sql: `
CREATE INDEX deliveries_by_age ON deliveries (received_at);
CREATE INDEX inputs_by_age ON inputs (received_at);
`,
  sqlite: '',
  postgres: '',
};

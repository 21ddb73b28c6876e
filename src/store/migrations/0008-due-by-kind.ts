import type { Migration } from './migration.ts';

/** Each lane of the worker looks for its own kinds; without it, all looks walk past the thousands of deliveries of a storm. */
export const dueByKind: Migration = {
  number: 8,
  name: 'due-by-kind',
  sql: `CREATE INDEX due_by_kind ON due (kind, COALESCE(lease_until, due_at));`,
  sqlite: '',
  postgres: '',
};

import type { Migration } from './migration.ts';

/**
 * Of executions that consist of several calls: which have left and what came of each (JSON), how far it is in words, and
 * who ended it early (JSON).
 */
export const executionSteps: Migration = {
  number: 16,
  name: 'execution-steps',
  sql: `
ALTER TABLE executions ADD COLUMN steps TEXT;
ALTER TABLE executions ADD COLUMN progress TEXT;
ALTER TABLE executions ADD COLUMN aborted TEXT;
`,
  sqlite: '',
  postgres: '',
};

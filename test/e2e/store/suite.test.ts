import { readdirSync } from 'node:fs';
import { afterAll } from 'vitest';
import { cleanup } from '../support/cleanup.ts';
import { startPostgres } from '../support/start-postgres.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

// The store's own suite, operation by operation, on a real PostgreSQL: the same tests that `npm test` runs on SQLite.
const ends = cleanup();
const folder = await temporaryFolder('store-suite');
ends.add(folder.remove);
const postgres = await startPostgres(folder.path);
ends.add(postgres.stop);
process.env['MIDDLEWATCH_TEST_DATABASE_URL'] = postgres.url;
afterAll(ends.run);

// Only now: these files look at the address when they are loaded.
const operations = new URL('../../store/operations/', import.meta.url);
for (const name of readdirSync(operations)
  .filter((file) => file.endsWith('.test.ts'))
  .sort())
  await import(new URL(name, operations).href);

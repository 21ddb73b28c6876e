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
await import('../../store/operations/audit.test.ts');
await import('../../store/operations/due.test.ts');
await import('../../store/operations/incidents.test.ts');
await import('../../store/operations/intake.test.ts');
await import('../../store/operations/links.test.ts');
await import('../../store/operations/messages.test.ts');
await import('../../store/operations/prune.test.ts');
await import('../../store/operations/reconcile.test.ts');
await import('../../store/operations/replicas.test.ts');
await import('../../store/operations/requests.test.ts');
await import('../../store/operations/slack-budgets.test.ts');
await import('../../store/operations/storms.test.ts');
await import('../../store/operations/watchdogs.test.ts');

import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { PostgresEngine } from '../../../src/store/postgres/postgres-engine.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { auditExample } from '../../store/support/examples.ts';
import { makeTestDatabase } from '../../store/support/test-database.ts';
import { cleanup } from '../support/cleanup.ts';
import { startPostgres } from '../support/start-postgres.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const ends = cleanup();
/** The stopped one's place is given up after half of it. */
const deadlineMs = 4_000;

beforeAll(async () => {
  const folder = await temporaryFolder('stopped-writer');
  ends.add(folder.remove);
  const postgres = await startPostgres(folder.path);
  ends.add(postgres.stop);
  process.env['MIDDLEWATCH_TEST_DATABASE_URL'] = postgres.url;
});
afterAll(ends.run);

/** What a process looks like that is stopped (a machine that is moved, say) while it holds the writer's lock. */
async function stopAmidWrite(url: string): Promise<{ goOn: () => void; ended: Promise<unknown> }> {
  const engine = await PostgresEngine.open({ url, deadlineMs });
  let goOn: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => (goOn = resolve));
  let isIn: () => void = () => undefined;
  const holds = new Promise<void>((resolve) => (isIn = resolve));
  const ended = engine.run(
    {
      expired: () => false,
      run: async (transaction) => {
        await transaction.query(`UPDATE counters SET value = value + 1`);
        isIn();
        await stopped;
        return 'done';
      },
    },
    'write',
  );
  onTestFinished(async () => {
    goOn();
    await ended;
    await engine.close();
  });
  await holds;
  return { goOn, ended };
}

it('a process that is stopped amid a write holds up neither the turns of Slack nor, for long, the writes of others', async () => {
  const { url } = await makeTestDatabase();
  const parserModule = new URL('../../../src/read-delivery.ts', import.meta.url);
  const store = await openStore({ path: '/nowhere', parserModule, databaseUrl: url, deadlineMs });
  onTestFinished(() => store.close());
  await store.probe();
  const { goOn, ended } = await stopAmidWrite(url);

  const written = store.appendAudit(auditExample());
  let isWritten = false;
  void written.then(() => (isWritten = true));
  expect(await store.takeSlackTurn([{ name: 'users.info', intervalMs: 1_000, burst: 1 }])).toBeUndefined();
  await store.restSlack({ name: 'users.info', intervalMs: 1_000, burst: 1 }, 1_000);
  expect(isWritten).toBe(false);

  await written;
  goOn();
  // It finds its transaction ended, and does not believe that it has written.
  expect(await ended).toMatchObject({ error: { code: 'store-unavailable' } });
});

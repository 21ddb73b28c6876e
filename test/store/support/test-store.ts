import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished } from 'vitest';
import { parseDelivery } from '../../../src/alerts/parse-delivery.ts';
import type { AuditRecord } from '../../../src/model/audit-record.ts';
import type { Job, Outcome } from '../../../src/store/job.ts';
import { openStore, type StoreOptions } from '../../../src/store/open-store.ts';
import { accessOf, type Access } from '../../../src/store/operations/access-of.ts';
import { allOperations, type OperationName } from '../../../src/store/operations/all-operations.ts';
import { runCall } from '../../../src/store/operations/run-call.ts';
import { PostgresEngine } from '../../../src/store/postgres/postgres-engine.ts';
import { readPostgresAuditChain } from '../../../src/store/postgres/read-postgres-audit-chain.ts';
import { readAuditChain } from '../../../src/store/read-audit-chain.ts';
import type { UnreadableRecord } from '../../../src/store/read-audit-link.ts';
import { SharedClock } from '../../../src/store/shared-clock.ts';
import { SqliteEngine } from '../../../src/store/sqlite/sqlite-engine.ts';
import type { Store } from '../../../src/store/store.ts';
import { recorded } from './record-statements.ts';
import { makeTestDatabase, turnClock, type Engine } from './test-database.ts';

/** A time to start virtual clocks from. */
export const startTime = Date.parse('2026-03-01T03:00:00Z');

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'middlewatch-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A store whose engine the test does not know. */
export interface EngineUnderTest {
  store: Store;
  /** Stands still until it is moved. */
  clock: SharedClock;
  /** What `audit verify` reads. */
  readAudit: () => Promise<readonly (AuditRecord | UnreadableRecord)[]>;
  /** One statement, past all operations: what somebody with a shell on the database can do. */
  sql: (text: string) => Promise<void>;
}

interface TestStore {
  store: Store;
  /** Stands still until it is moved. */
  clock: SharedClock;
  path: string;
}

/** The whole store in its thread, in a new folder. Closed and removed after the test. */
export async function openTestStore(options: Partial<StoreOptions> = {}): Promise<TestStore> {
  const path = options.path ?? join(temporaryFolder(), 'middlewatch.db');
  const clock = options.clock ?? SharedClock.standingAt(startTime);
  const parserModule = new URL('../../../src/read-delivery.ts', import.meta.url);
  const store = await openStore({ parserModule, ...options, path, clock });
  onTestFinished(() => store.close());
  return { store, clock, path };
}

/** The same operations on the same engine and a real file, without the thread: starting one takes longer than most tests. */
export function openSqliteEngine(path = join(temporaryFolder(), 'middlewatch.db')): TestStore {
  const clock = SharedClock.standingAt(startTime);
  const engine = new SqliteEngine(path, () => clock.now());
  const store = storeOn(
    async (job) => {
      const [outcome] = await engine.runGroup([job]);
      return outcome ?? { error: new Error('no outcome') };
    },
    async () => engine.close(),
  );
  return { store, clock, path };
}

/** A store on one of the engines, of which a test sees nothing but its operations and its clock. */
export async function openTestEngine(engine: Engine): Promise<EngineUnderTest> {
  if (engine === 'sqlite') {
    const { store, clock, path } = openSqliteEngine();
    const sql = async (text: string): Promise<void> => {
      const database = new DatabaseSync(path);
      try {
        database.exec(text);
      } finally {
        database.close();
      }
    };
    return { store, clock, sql, readAudit: async () => Array.from(readAuditChain(path)) };
  }
  const database = await makeTestDatabase();
  const postgres = await PostgresEngine.open({ url: database.url, deadlineMs: 10_000 });
  const setClock = await turnClock(database);
  const clock = SharedClock.standingAt(startTime);
  let shown = 0;
  const store = storeOn(
    async (job, access) => {
      if (shown !== clock.now()) {
        shown = clock.now();
        await setClock(shown);
      }
      return postgres.run(job, access);
    },
    async () => postgres.close(),
  );
  const sql = async (text: string): Promise<void> => {
    await database.query(text);
  };
  return { store, clock, sql, readAudit: async () => all(readPostgresAuditChain(database.url)) };
}

function storeOn(run: (job: Job, access: Access) => Promise<Outcome>, end: () => Promise<void>): Store {
  let open = true;
  const close = async () => {
    if (open) await end();
    open = false;
  };
  // One that is opened for a whole file is closed by whoever opened it.
  if (expect.getState().currentTestName !== undefined) onTestFinished(close);
  const call =
    (name: OperationName | 'recordDelivery') =>
    async (...arguments_: readonly unknown[]) => {
      // What crosses to the thread is cloned.
      const cloned = structuredClone(arguments_);
      const outcome = await run(
        {
          run: (transaction) => runCall(recorded(transaction), { name, arguments: cloned }, parseDelivery),
          expired: () => false,
        },
        accessOf(name),
      );
      if ('error' in outcome) throw outcome.error;
      return structuredClone(outcome.value);
    };
  const calls = [...Object.keys(allOperations), 'recordDelivery'].map((name) => [
    name,
    call(name as OperationName),
  ]);
  return { ...Object.fromEntries(calls), close } as Store;
}

async function all<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

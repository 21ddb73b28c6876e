import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { parseDelivery } from '../../../src/alerts/parse-delivery.ts';
import { openStore, type StoreOptions } from '../../../src/store/open-store.ts';
import { allOperations, type OperationName } from '../../../src/store/operations/all-operations.ts';
import { runCall } from '../../../src/store/operations/run-call.ts';
import { SharedClock } from '../../../src/store/shared-clock.ts';
import { SqliteEngine } from '../../../src/store/sqlite/sqlite-engine.ts';
import type { Store } from '../../../src/store/store.ts';

/** A time to start virtual clocks from. */
export const startTime = Date.parse('2026-03-01T03:00:00Z');

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'middlewatch-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
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
  const parserModule = new URL('../../../src/alerts/parse-delivery.ts', import.meta.url);
  const store = await openStore({ parserModule, ...options, path, clock });
  onTestFinished(() => store.close());
  return { store, clock, path };
}

/** The same operations on the same engine and a real file, without the thread: starting one takes longer than most tests. */
export function openTestEngine(): TestStore {
  const path = join(temporaryFolder(), 'middlewatch.db');
  const clock = SharedClock.standingAt(startTime);
  const engine = new SqliteEngine(path, () => clock.now());
  let open = true;
  const close = async () => {
    if (open) engine.close();
    open = false;
  };
  onTestFinished(close);
  const call =
    (name: OperationName | 'recordDelivery') =>
    async (...arguments_: readonly unknown[]) => {
      // What crosses to the thread is cloned.
      const cloned = structuredClone(arguments_);
      const [outcome] = await engine.runGroup([
        {
          run: (transaction) => runCall(transaction, { name, arguments: cloned }, parseDelivery),
          expired: () => false,
        },
      ]);
      if (outcome === undefined || 'error' in outcome) throw outcome?.error ?? new Error('no outcome');
      return structuredClone(outcome.value);
    };
  const calls = [...Object.keys(allOperations), 'recordDelivery'].map((name) => [
    name,
    call(name as OperationName),
  ]);
  const store = { ...Object.fromEntries(calls), close } as Store;
  return { store, clock, path };
}

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { verifyChain } from '../../src/audit/verify-chain.ts';
import { readAuditChain } from '../../src/store/read-audit-chain.ts';
import { startWriter } from './support/start-writer.ts';
import { openTestStore, temporaryFolder } from './support/test-store.ts';

test('a second process is refused while the first lives, and served as soon as it is killed', async () => {
  const path = join(temporaryFolder(), 'middlewatch.db');
  const first = startWriter(path);
  await first.said('opened');
  expect(await startWriter(path).said('refused')).toBe('refused store-locked');
  expect(verifyChain(readAuditChain(path)).ok, 'readers are not refused').toBe(true);
  await first.kill();
  const { store } = await openTestStore({ path });
  await store.probe();
});

// Three starts and some hundred writes to the disk: a second, or, on a busy machine, a minute.
test(
  'killed in the middle of writing, three times over: everything that was acknowledged is there',
  { timeout: 240_000 },
  async () => {
    const path = join(temporaryFolder(), 'middlewatch.db');
    for (const [first, enough] of [
      [0, 25],
      [100_000, 60],
      [200_000, 110],
    ] as const) {
      const writer = startWriter(path, first);
      await writer.said(`wrote ${first + enough}`);
      await writer.kill();
      expect(writer.wrote.size).toBeGreaterThan(25);

      const { store } = await openTestStore({ path });
      const database = new DatabaseSync(path, { readOnly: true });
      const numbers = (sql: string) =>
        new Set(
          database
            .prepare(sql)
            .all()
            .map(({ number }) => number),
        );
      const deliveries = numbers('SELECT received_at AS number FROM deliveries');
      const audited = numbers('SELECT happened_at AS number FROM audit');
      const due = database.prepare(`SELECT COUNT(*) AS number FROM due WHERE kind = 'intake'`).get();
      const { deliveries: count } = await store.counts();
      database.close();
      for (const number of writer.wrote) {
        expect(deliveries.has(number), `delivery ${number}`).toBe(true);
        expect(audited.has(number), `record ${number}`).toBe(true);
      }
      expect(due, 'no delivery without its due mark').toEqual({ number: count });
      expect(verifyChain(readAuditChain(path), await store.auditHead()).ok).toBe(true);
      await store.close();
    }
  },
);

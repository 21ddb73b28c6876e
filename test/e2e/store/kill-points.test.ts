import { copyFileSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkEmbedded } from '../../../src/cli/check-embedded.ts';
import { createStoreCommand } from '../../../src/cli/store.ts';
import { allMigrations } from '../../../src/store/migrations/all-migrations.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { migrateSqlite } from '../../../src/store/sqlite/sqlite-migrate.ts';
import { auditExample } from '../../store/support/examples.ts';
import { cleanup } from '../support/cleanup.ts';
import { runKilledAt } from '../support/run-killed-at.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

// The store's rarer work, killed at each of its writes to the disk: whatever is left, the next run goes on from there.

const ends = cleanup();
const entry = fileURLToPath(new URL('../../../bin/middlewatch.mjs', import.meta.url));
const opener = fileURLToPath(new URL('./open-and-close.ts', import.meta.url));
const parserModule = new URL('../../../src/read-delivery.ts', import.meta.url);
let folder: string;

beforeAll(async () => {
  const made = await temporaryFolder('kill-points');
  ends.add(made.remove);
  folder = made.path;
});
afterAll(ends.run);

/** A closed store with so many audit records. */
async function storeWith(path: string, records: number): Promise<void> {
  const store = await openStore({ path, parserModule });
  for (let count = 0; count < records; count += 1) await store.appendAudit(auditExample());
  await store.close();
}

/** Runs a command again and again, killed one system call later each time, until it gets through. @returns how often it was killed */
async function killEverywhere(
  command: readonly [string, ...string[]],
  calls: string,
  around: { before: () => void; after: (nth: number) => Promise<void>; atMost: number },
): Promise<number> {
  for (let nth = 1; nth <= around.atMost; nth += 1) {
    around.before();
    const run = runKilledAt(command, { calls, nth });
    if (run.outcome === 'ended') {
      expect(run, run.output).toMatchObject({ status: 0 });
      return nth - 1;
    }
    await around.after(nth);
  }
  return around.atMost;
}

async function recordsAfterOpening(path: string): Promise<number> {
  const store = await openStore({ path, parserModule });
  const { seq } = await store.auditHead();
  await store.close();
  const report = checkEmbedded(path);
  expect(report.faults).toEqual([]);
  expect(report.schema.number).toBe(allMigrations.length);
  return seq;
}

/** `middlewatch store …`, unkilled. @returns its exit code */
async function store(...argv: readonly string[]): Promise<number> {
  const io = { stdout: () => undefined, stderr: () => undefined, env: {} };
  const tools = { storePath: async () => '', databaseUrl: () => undefined };
  return await createStoreCommand(() => tools)(argv, io);
}

describe('killed at each of its writes', () => {
  it.each([
    ['of a new store', 0],
    ['from an older schema', 3],
  ])('a migration %s is gone on with at the next start', { timeout: 240_000 }, async (_, from) => {
    const path = join(folder, `migrating-${from}.db`);
    const kills = await killEverywhere([process.execPath, opener, path], 'fdatasync,fsync', {
      before() {
        for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
        if (from === 0) return;
        const database = new DatabaseSync(path);
        migrateSqlite(database, allMigrations.slice(0, from), 1);
        database.close();
      },
      async after() {
        expect(await recordsAfterOpening(path)).toBe(0);
      },
      atMost: 40,
    });
    expect(kills, 'one for each step at least').toBeGreaterThanOrEqual(allMigrations.length - from);
    expect(await recordsAfterOpening(path)).toBe(0);
  });

  it('a backup is whole or not there, and the next one works', { timeout: 240_000 }, async () => {
    const path = join(folder, 'source.db');
    const target = join(folder, 'backup.db');
    await storeWith(path, 20);
    const command = [process.execPath, entry, 'store', 'backup', target, '--store', path] as const;
    for (const calls of ['pwrite64', 'fdatasync,fsync', 'link,linkat,unlink,unlinkat']) {
      const kills = await killEverywhere(command, calls, {
        before: () => rmSync(target, { force: true }),
        async after() {
          if (existsSync(target))
            expect(checkEmbedded(target)).toMatchObject({ faults: [], audit: { records: 20 } });
          expect(await recordsAfterOpening(path)).toBe(20);
        },
        atMost: calls === 'pwrite64' ? 4 : 12,
      });
      expect(kills, calls).toBeGreaterThan(0);
    }
    rmSync(target, { force: true });
    expect(await store('backup', target, '--store', path)).toBe(0);
    expect(checkEmbedded(target)).toMatchObject({ faults: [], audit: { records: 20 } });
    expect(readdirSync(folder).filter((name) => name.endsWith('.unfinished'))).toEqual([]);
  });

  it(
    'a restore leaves the old store or the restored one, and the old one is never lost',
    { timeout: 240_000 },
    async () => {
      const [old, backup] = [join(folder, 'old.db'), join(folder, 'two.db')];
      const path = join(folder, 'place', 'restored.db');
      await storeWith(old, 5);
      await storeWith(backup, 2);
      await storeWith(path, 0);
      const place = join(folder, 'place');
      const command = [process.execPath, entry, 'store', 'restore', backup, '--store', path] as const;
      const seen = new Set<number>();
      for (const calls of ['rename,renameat,renameat2', 'fdatasync,fsync', 'pwrite64,copy_file_range']) {
        const kills = await killEverywhere(command, calls, {
          before() {
            for (const name of readdirSync(place)) rmSync(join(place, name));
            copyFileSync(old, path);
          },
          async after(nth) {
            const records = await recordsAfterOpening(path);
            seen.add(records);
            // Two of the backup and the record of the restore, or the five that were there.
            expect([3, 5], `${calls} ${nth}`).toContain(records);
            const aside = readdirSync(place).find((name) => /replaced-\d+T\d+Z$/.test(name));
            if (records === 3) expect(checkEmbedded(join(place, aside ?? '')).audit.records).toBe(5);
            expect(await store('restore', backup, '--store', path)).toBe(0);
            expect(await recordsAfterOpening(path)).toBe(3);
            expect(readdirSync(place).filter((name) => /restor(ing|ed$)/.test(name))).toEqual([]);
          },
          atMost: 12,
        });
        expect(kills, calls).toBeGreaterThan(0);
      }
      expect(seen).toEqual(new Set([3, 5]));
    },
  );
});

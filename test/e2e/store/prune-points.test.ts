import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { checkEmbedded } from '../../../src/cli/check-embedded.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { cleanup } from '../support/cleanup.ts';
import { runKilledAt } from '../support/run-killed-at.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const ends = cleanup();
afterAll(ends.run);

const pruner = fileURLToPath(new URL('./open-and-prune.ts', import.meta.url));
const parserModule = new URL('../../../src/read-delivery.ts', import.meta.url);
const handled = 40;
const waiting = 5;

/** A closed store with webhooks of yesterday: most were worked on, the last ones were not. */
async function storeOfYesterday(path: string): Promise<void> {
  const store = await openStore({ path, parserModule });
  await store.close();
  const database = new DatabaseSync(path);
  const insert = database.prepare(
    'INSERT INTO deliveries (id, source, received_at, delivery, applied_at) VALUES (?, ?, ?, ?, ?)',
  );
  const yesterday = Date.now() - 86_400_000;
  for (let number = 0; number < handled + waiting; number += 1) {
    const body = JSON.stringify({ source: 'alertmanager', alerts: [], filler: 'x'.repeat(3_000) });
    insert.run(
      `delivery-${number}`,
      'alertmanager',
      yesterday + number,
      body,
      number < handled ? yesterday : null,
    );
  }
  database.close();
}

function counts(path: string): { handled: number; waiting: number } {
  const database = new DatabaseSync(path);
  try {
    const count = (condition: string): number =>
      Number(
        database.prepare(`SELECT COUNT(*) AS count FROM deliveries WHERE applied_at IS ${condition}`).get()?.[
          'count'
        ],
      );
    return { handled: count('NOT NULL'), waiting: count('NULL') };
  } finally {
    database.close();
  }
}

it(
  'killed in mid-prune: what is not worked on is all there, batches are gone whole or not at all',
  { timeout: 240_000 },
  async () => {
    const folder = await temporaryFolder('prune-points');
    ends.add(folder.remove);
    const source = join(folder.path, 'source.db');
    const path = join(folder.path, 'pruned.db');
    await storeOfYesterday(source);
    const left = new Set<number>();
    for (const calls of ['pwrite64', 'fdatasync,fsync']) {
      const step = calls === 'pwrite64' ? 7 : 1;
      for (let nth = 1, ended = false; !ended && nth < 400; nth += step) {
        for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
        copyFileSync(source, path);
        const run = runKilledAt([process.execPath, pruner, path], { calls, nth });
        ended = run.outcome === 'ended';
        if (run.outcome === 'ended') expect(run, run.output).toMatchObject({ status: 0 });
        expect(checkEmbedded(path).faults, `${calls} ${nth}`).toEqual([]);
        const found = counts(path);
        expect(found.waiting, `${calls} ${nth}`).toBe(waiting);
        expect(found.handled % 10, `${calls} ${nth}`).toBe(0);
        left.add(found.handled);
      }
    }
    // None, some and all of the four batches: it was killed before, between and after them.
    expect(left.size).toBeGreaterThanOrEqual(3);
    expect(left).toContain(0);
    expect(left).toContain(handled);
  },
);

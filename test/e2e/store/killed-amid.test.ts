import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, watch } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { checkEmbedded } from '../../../src/cli/check-embedded.ts';
import { SeededRandom } from '../../../src/drill/world/seeded-random.ts';
import { startWriter } from '../../store/support/start-writer.ts';
import { openTestStore, temporaryFolder } from '../../store/support/test-store.ts';

const program = fileURLToPath(new URL('../../../bin/middlewatch.mjs', import.meta.url));
const seed = 7;

/** Resolves as soon as there is a file at `path`. */
async function appears(path: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(dirname(path), () => {
      if (!existsSync(path)) return;
      watcher.close();
      resolve();
    });
    onTestFinished(() => watcher.close());
  });
}

test('killed while it makes its tables: the next start finds none or all of them', async () => {
  const random = new SeededRandom(seed);
  let before = 0;
  // Where the machine is busy, a kill may come too late each time.
  for (let kill = 0; kill < 4 || (before === 0 && kill < 20); kill += 1) {
    const path = join(temporaryFolder(), 'middlewatch.db');
    const appeared = appears(path);
    const writer = startWriter(path);
    // A writer that is killed before never says it.
    const opened = writer.said('opened').then(
      () => 1,
      () => 0,
    );
    await appeared;
    await new Promise((resolve) => setTimeout(resolve, random.next() * 10));
    await writer.kill();
    before += 1 - (await opened);
    const { store } = await openTestStore({ path });
    await store.probe();
    await store.close();
    expect(checkEmbedded(path).faults, `seed ${seed}, kill ${kill}`).toEqual([]);
  }
  expect(before, 'kills before it had opened').toBeGreaterThan(0);
});

test('killed while it writes a backup: nothing bears its name that is not whole, and the next one is made', async () => {
  const random = new SeededRandom(seed);
  const folder = temporaryFolder();
  const path = join(folder, 'middlewatch.db');
  const writer = startWriter(path);
  await writer.said('wrote 200');
  await writer.kill();
  let unfinished = 0;
  for (let kill = 0; kill < 3 || (unfinished === 0 && kill < 15); kill += 1) {
    const target = join(folder, `backups-${kill}`, 'copy.db');
    mkdirSync(dirname(target));
    const appeared = appears(`${target}.unfinished`);
    const child = backup(path, target);
    const gone = once(child, 'exit');
    await appeared;
    await new Promise((resolve) => setTimeout(resolve, random.next() * 5));
    child.kill('SIGKILL');
    await gone;
    if (existsSync(target)) {
      expect(checkEmbedded(target).faults, `seed ${seed}, kill ${kill}`).toEqual([]);
      continue;
    }
    unfinished += 1;
    const [code] = await once(backup(path, target), 'exit');
    expect(code).toBe(0);
    expect(checkEmbedded(target).faults).toEqual([]);
    expect(existsSync(`${target}.unfinished`)).toBe(false);
  }
  expect(unfinished, 'kills before it was whole').toBeGreaterThan(0);
  expect(checkEmbedded(path).faults).toEqual([]);
});

function backup(path: string, target: string) {
  const child = spawn(process.execPath, [program, 'store', 'backup', target, '--store', path], {
    stdio: 'ignore',
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

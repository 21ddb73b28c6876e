import { execFileSync } from 'node:child_process';
import { renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readStore } from '../../stories/support/read-store.ts';
import { cleanup } from '../support/cleanup.ts';
import { injectFault } from '../support/inject-fault.ts';
import { mountReadOnly, mountSmallDisk, type SmallDisk } from '../support/small-disk.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { startSteadyBot, type SteadyBot } from './steady-bot.ts';

// The disk of the embedded store in trouble, under the real process. A machine that may mount gives a real full and a real
// read-only file system; where it may not (said below), the kernel's answers are injected into the running process.

const ends = cleanup();
const mends = cleanup();
let disk: SmallDisk | undefined;
let bot: SteadyBot;
let storePath: string;

beforeAll(async () => {
  const folder = await temporaryFolder('disk');
  ends.add(folder.remove);
  disk = mountSmallDisk(join(folder.path, 'disk'));
  if (disk === undefined) console.info('NOTE: this machine may not mount: faults of the disk are injected');
  ends.add(async () => disk?.remove());
  storePath = join(disk?.path ?? folder.path, 'store', 'steady.db');
  bot = await startSteadyBot({ config: { store: { path: storePath } } });
  ends.add(() => bot.kill());
  expect((await bot.post()).status).toBe(200);
});
afterEach(mends.run);
afterAll(ends.run);

const writing = 'pwrite64,ftruncate,fallocate';

/** Webhooks get 503 with the reason, readiness says which part, and the process itself is well. */
async function refuses(words: RegExp): Promise<void> {
  const refused = await bot.post();
  expect(refused).toMatchObject({ status: 503, message: expect.stringMatching(words) });
  expect(await bot.store()).toMatchObject({
    status: 503,
    state: 'down',
    detail: expect.stringMatching(words),
  });
  expect((await bot.get('/livez')).status).toBe(200);
  const page = await bot.get('/healthz');
  expect(page).toMatchObject({ status: 503, text: expect.stringMatching(/NOT READY: webhooks get 503/) });
}

/** The same process commits again, and holds what it said yes to. */
async function isWell(): Promise<void> {
  await bot.recovers();
  expect(await bot.store()).toMatchObject({ status: 200, state: 'ok' });
  expect(deliveries()).toBeGreaterThanOrEqual(bot.accepted());
}

function deliveries(): number {
  const [row] = readStore({ storeFile: storePath }, 'SELECT COUNT(*) AS count FROM deliveries');
  return Number(row?.['count']);
}

describe('a bot whose disk', () => {
  it('is full answers 503 until there is room again', async () => {
    if (disk === undefined) {
      const fault = await injectFault(bot.pid, writing, 'error=ENOSPC');
      mends.add(fault.end);
      await refuses(/the disk is full/);
    } else {
      disk.fill();
      mends.add(async () => disk?.makeRoom());
      // The log may have room left from before.
      await expect.poll(async () => (await bot.post()).status, { timeout: 20_000 }).toBe(503);
      await refuses(/the disk is full/);
    }
    await mends.run();
    await isWell();
  });

  it('fails to write answers 503 until it does not', async () => {
    const fault = await injectFault(bot.pid, writing, 'error=EIO');
    mends.add(fault.end);
    await refuses(/reading or writing the disk failed/);
    await mends.run();
    await isWell();
  });

  it('cannot fsync does not acknowledge what is not on it', async () => {
    const fault = await injectFault(bot.pid, 'fdatasync,fsync', 'error=EIO');
    mends.add(fault.end);
    await refuses(/reading or writing the disk failed/);
    await mends.run();
    await isWell();
  });

  it('became read-only answers 503 until it can be written', async () => {
    const view = mountReadOnly(dirname(storePath));
    mends.add(async () => view?.remove());
    // What makes a file system read-only fails a write first; then the store is opened anew.
    const fault = await injectFault(bot.pid, writing, view === undefined ? 'error=EROFS' : 'error=EIO');
    mends.add(fault.end);
    await refuses(/reading or writing the disk failed|read-only/);
    if (view !== undefined) {
      await fault.end();
      await refuses(/read-only/);
    }
    await mends.run();
    await isWell();
  });

  it('is slow answers 503 within its deadline, does not hang, and goes on', async () => {
    const fault = await injectFault(bot.pid, 'fdatasync,fsync', 'delay_enter=7000000');
    mends.add(fault.end);
    const refused = await bot.post();
    expect(refused).toMatchObject({
      status: 503,
      message: expect.stringContaining('The store did not answer in time'),
    });
    expect(refused.tookMs).toBeLessThan(7_000);
    expect(await bot.store()).toMatchObject({
      status: 503,
      state: 'down',
      detail: expect.stringContaining('The store did not answer in time'),
    });
    expect((await bot.get('/livez')).status).toBe(200);
    await mends.run();
    await isWell();
  });

  it('takes 100 ms for an fsync acknowledges many webhooks with few of them, and each only after its own', async () => {
    const fault = await injectFault(bot.pid, 'fdatasync,fsync', 'delay_enter=100000');
    mends.add(fault.end);
    const before = bot.accepted();
    const since = performance.now();
    // As many at once as the receiver takes in, four times over.
    const senders = Array.from({ length: 25 }, async () => {
      const answers = [];
      for (let count = 0; count < 4; count += 1) answers.push(await bot.post());
      return answers;
    });
    const answers = (await Promise.all(senders)).flat();
    const tookMs = performance.now() - since;
    expect(bot.accepted() - before, JSON.stringify(answers.find(({ status }) => status !== 200))).toBe(100);
    expect(tookMs, 'one by one they would take 10 s').toBeLessThan(6_000);
    expect(Math.min(...answers.map((answer) => answer.tookMs))).toBeGreaterThanOrEqual(100);
    await mends.run();
    await isWell();
  });

  it('lost the file answers 503 until it is back, and begins no empty store', async () => {
    renameSync(storePath, `${storePath}.away`);
    mends.add(async () => renameSync(`${storePath}.away`, storePath));
    await refuses(/is gone: put it back/);
    await mends.run();
    await isWell();
  });

  it('had all this ends in order, and its store holds', async () => {
    expect(await bot.stop()).toBe(0);
    const entry = new URL('../../../bin/middlewatch.mjs', import.meta.url).pathname;
    const output = execFileSync(process.execPath, [entry, 'store', 'check', '--store', storePath, '--json'], {
      env: { PATH: process.env['PATH'] },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(JSON.parse(output)).toMatchObject({ ok: true, faults: [] });
  });
});

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planFor, says } from './support/plans.ts';
import { startListeningBot } from './support/start-listening-bot.ts';
import { startStory, type Bot, type Story } from './support/start-story.ts';
import { bePatient } from './support/patience.ts';

bePatient();

interface Report {
  ok: boolean;
  records: number;
  head: { seq: number; hash: string };
  fault?: { seq: number; reason: string };
}

const entry = fileURLToPath(new URL('../../bin/middlewatch.mjs', import.meta.url));
const verify = async (...options: string[]): Promise<{ code: number; report: Report; stdout: string }> =>
  new Promise((resolve) => {
    const all = [entry, 'audit', 'verify', ...options, '--json'];
    const child = execFile(process.execPath, all, (_error, stdout) => {
      resolve({ code: child.exitCode ?? -1, report: JSON.parse(stdout) as Report, stdout });
    });
  });

let story: Story;
let bot: Bot;
/** A copy, as docs/audit.md makes it beside a running bot. */
let copy = '';
beforeAll(async () => {
  story = await startStory();
  bot = await startListeningBot(story);
  copy = join(story.storeFile, '..', 'copy.db');
  const plan = await planFor(story, 'ana', 'rollback deploy/checkout -n shop');
  await story.workspace.person('mallory').press({ ts: plan.ts, actionId: 'mw_approve' });
  await story.workspace.person('ben').press({ ts: plan.ts, actionId: 'mw_approve' });
  await says(story, plan, /Verdict: Worked/);
});
afterAll(async () => story.end());

const recordsOf = (file: string): { seq: number; kind: string; actor: string; data: string }[] => {
  const database = new DatabaseSync(file, { readOnly: true });
  const rows = database.prepare('SELECT seq, kind, actor, data FROM audit ORDER BY seq').all();
  database.close();
  return rows as { seq: number; kind: string; actor: string; data: string }[];
};

describe('the record of a rollback', () => {
  it('verifies beside the running bot, and counts every record', async () => {
    const { code, report, stdout } = await verify('--store', story.storeFile);
    const records = recordsOf(story.storeFile);
    expect(code).toBe(0);
    expect(report).toMatchObject({ ok: true, records: records.length });
    expect(report.head.seq).toBe(records.length);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(await verify('--config', story.configFile)).toMatchObject({ code: 0, report });
  });

  it('tells who asked, who was refused, who approved, what was to be done before it was done, and how it ended', () => {
    const told = recordsOf(story.storeFile).map(({ kind, actor }) => `${kind} ${actor}`);
    const logins = told.filter((one) => one.startsWith('login'));
    expect(told[0]).toBe('configured middlewatch');
    expect(logins.toSorted()).toEqual(['login U0ANA', 'login U0BEN', 'login U0MALLORY']);
    expect(told.slice(1).filter((one) => !logins.includes(one))).toEqual([
      'asked U0ANA',
      'refused U0MALLORY',
      'approved U0BEN',
      'intent middlewatch',
      'outcome middlewatch',
      'verdict middlewatch',
    ]);
  });

  it('the intent names the very call that the API server saw', () => {
    const intent = recordsOf(story.storeFile).find(({ kind }) => kind === 'intent');
    const database = new DatabaseSync(story.storeFile, { readOnly: true });
    const execution = database
      .prepare('SELECT execution_id AS id FROM audit WHERE seq = ?')
      .get(intent?.seq ?? 0)?.['id'];
    database.close();
    expect(story.mutations()).toHaveLength(1);
    expect(story.mutations()[0]?.uri).toContain(`fieldManager=middlewatch-rollback-${String(execution)}`);
  });

  it('one byte of one record changed: that record is named, and the exit code is 1', async () => {
    const original = new DatabaseSync(story.storeFile, { readOnly: true });
    original.exec(`VACUUM INTO '${copy}'`);
    original.close();
    const noted = (await verify('--store', copy)).report.head;
    const victim = recordsOf(copy).find(({ kind }) => kind === 'approved')?.seq ?? 0;
    const database = new DatabaseSync(copy);
    expect(() => database.exec(`UPDATE audit SET actor = 'U0BEM' WHERE seq = ${victim}`)).toThrow(
      /never changed/,
    );
    database.exec(`DROP TRIGGER audit_no_update; UPDATE audit SET actor = 'U0BEM' WHERE seq = ${victim}`);
    database.close();

    const { code, report } = await verify('--store', copy);
    expect(code).toBe(1);
    expect(report).toMatchObject({ ok: false, records: victim - 1, fault: { seq: victim } });
    expect(report.fault?.reason).toMatch(/changed/);
    // The real one is as it was.
    expect((await verify('--store', story.storeFile, '--head', `${noted.seq}:${noted.hash}`)).code).toBe(0);
  });

  it('a tail that was cut off shows against a head that was noted', async () => {
    const { head } = (await verify('--store', story.storeFile)).report;
    await bot.stop();
    const cut = join(story.storeFile, '..', 'cut.db');
    const original = new DatabaseSync(story.storeFile, { readOnly: true });
    original.exec(`VACUUM INTO '${cut}'`);
    original.close();
    const database = new DatabaseSync(cut);
    database.exec(`DROP TRIGGER audit_no_delete; DELETE FROM audit WHERE seq = ${head.seq}`);
    database.close();
    expect((await verify('--store', cut)).code).toBe(0);
    const { code, report } = await verify('--store', cut, '--head', `${head.seq}:${head.hash}`);
    expect(code).toBe(1);
    expect(report.fault).toMatchObject({ seq: head.seq });
  });
});

import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createAuditCommand } from '../../src/cli/audit.ts';
import { WrongUse } from '../../src/cli/read-options.ts';
import { incidentExample, auditExample } from '../store/support/examples.ts';
import { openSqliteEngine, temporaryFolder } from '../store/support/test-store.ts';

async function audit(argv: readonly string[], env: Record<string, string> = {}) {
  const output = { stdout: '', stderr: '' };
  const io = {
    stdout: (text: string) => (output.stdout += text),
    stderr: (text: string) => (output.stderr += text),
    env,
  };
  const nowhere = () => {
    throw new WrongUse('no store was named');
  };
  const code = await createAuditCommand({
    defaultStore: nowhere,
    storePath: nowhere,
    openStore: nowhere,
  })(argv, io);
  return { code, ...output };
}

async function exported(records: number) {
  const opened = openSqliteEngine();
  for (let count = 0; count < records; count += 1) await opened.store.appendAudit(auditExample());
  const { seq, hash } = await opened.store.auditHead();
  const file = join(temporaryFolder(), 'audit.jsonl');
  expect((await audit(['export', file, '--store', opened.path])).code).toBe(0);
  return { ...opened, file, head: `${seq}:${hash}`, lines: readFileSync(file, 'utf8').trimEnd().split('\n') };
}

test('an export is proven by itself, without a store; the tail only against a head', async () => {
  const { file, head, lines } = await exported(4);
  expect(lines).toHaveLength(4);
  const alone = await audit(['verify', file]);
  expect(alone.code).toBe(0);
  expect(alone.stdout).toContain('The tail is not proven');
  writeFileSync(file, `${lines.slice(0, 3).join('\n')}\n`);
  expect((await audit(['verify', file])).code).toBe(0);
  const cut = await audit(['verify', file, '--head', head]);
  expect(cut.code).toBe(1);
  expect(cut.stdout).toContain('Record 4 does not hold: missing');
});

test.each([
  [
    'changed',
    (lines: string[]) => lines.map((line, at) => (at === 1 ? line.replace('"actor":"', '"actor":"x') : line)),
    2,
  ],
  [
    'not as it was written',
    (lines: string[]) => lines.map((line, at) => (at === 2 ? line.replace(':', ': ') : line)),
    3,
  ],
  ['no JSON', (lines: string[]) => lines.map((line, at) => (at === 2 ? line.slice(5) : line)), 3],
  ['dropped', (lines: string[]) => lines.filter((_, at) => at !== 1), 2],
  ['inserted', (lines: string[]) => [lines[0]!, lines[0]!, ...lines.slice(1)], 2],
  ['swapped', (lines: string[]) => [lines[0]!, lines[2]!, lines[1]!, lines[3]!], 2],
] as const)('a line that is %s is found and its record is named', async (_, tamper, seq) => {
  const { file, lines } = await exported(4);
  writeFileSync(file, `${tamper(lines).join('\n')}\n`);
  const report = await audit(['verify', file]);
  expect(report.code).toBe(1);
  expect(report.stdout).toContain(`Record ${seq} does not hold`);
});

test('a chain that does not hold is not exported, and the record is named', async () => {
  const { path } = await exported(3);
  const database = new DatabaseSync(path);
  database.exec(`DROP TRIGGER audit_no_update; UPDATE audit SET actor = 'U_EVE' WHERE seq = 2`);
  database.close();
  const target = join(temporaryFolder(), 'again.jsonl');
  const report = await audit(['export', target, '--store', path]);
  expect(report.code).toBe(1);
  expect(report.stderr).toContain('record 2 does not hold: changed');
  expect(() => readFileSync(target)).toThrow('ENOENT');
});

test('a signed head proves with the public key; a changed one or one of another key proves nothing', async () => {
  const { file, path, head } = await exported(2);
  const key = generateKeyPairSync('ed25519');
  const pem = key.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  const signed = await audit(['head', '--store', path], { MIDDLEWATCH_AUDIT_KEY: pem });
  expect(signed).toMatchObject({ code: 0, stderr: '' });
  expect(signed.stdout.split(' ')[0]).toBe(head);
  const folder = temporaryFolder();
  const headFile = join(folder, 'head');
  const publicKey = join(folder, 'public.pem');
  writeFileSync(headFile, signed.stdout);
  writeFileSync(publicKey, key.publicKey.export({ type: 'spki', format: 'pem' }));
  const check = ['verify', file, '--head-file', headFile, '--public-key', publicKey];
  const proven = await audit(check);
  expect(proven.code).toBe(0);
  expect(proven.stdout).not.toContain('tail');
  expect(proven.stderr).toContain('signed with this key');

  writeFileSync(headFile, signed.stdout.replace(/^2:/, '1:'));
  expect(await audit(check)).toMatchObject({ code: 1, stdout: '' });
  writeFileSync(headFile, head);
  expect((await audit(check)).stderr).toContain('is not signed');
  writeFileSync(headFile, signed.stdout);
  writeFileSync(publicKey, generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }));
  expect((await audit(check)).stderr).toContain('not signed with this key');
});

test('a key of another kind is refused, and is in no message', async () => {
  const { path } = await exported(1);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  const refused = audit(['head', '--store', path], { MIDDLEWATCH_AUDIT_KEY: pem });
  await expect(refused).rejects.toThrow(/no private Ed25519 key/);
  await expect(refused).rejects.not.toThrow(/BEGIN/);
});

test('show tells an incident and an execution, and nothing that a stranger wrote moves the cursor', async () => {
  const { store, path } = openSqliteEngine();
  const incident = incidentExample();
  await store.applyDecision({ alerts: [], opened: [incident], changed: [] });
  const about = { incidentId: incident.id, requestId: 'request-1' };
  const told = { ...auditExample(), ...about };
  await store.appendAudit({ ...told, kind: 'asked', data: { title: 'Scale\u001b[2J checkout' } });
  await store.appendAudit({ ...told, kind: 'intent', executionId: 'x1', data: { title: 'Scale checkout' } });
  await store.appendAudit({ ...auditExample(), requestId: 'request-2' });
  const story = await audit(['show', 'inc-1', '--store', path]);
  expect(story.code).toBe(0);
  expect(story.stdout).toMatch(
    /asked for Scale \[2J checkout.*#1[^]*was about to carry out Scale checkout \[x1\].*#2/,
  );
  expect(story.stdout).not.toContain('\u001b');
  expect((await audit(['show', 'x1', '--store', path])).stdout).toBe(story.stdout);
  expect(await audit(['show', 'INC-9', '--store', path])).toMatchObject({ code: 1, stdout: '' });
});

test('wrong use says what to do', async () => {
  await expect(audit([])).rejects.toThrow('audit needs a part: verify, export, show, head');
  await expect(audit(['exprot'])).rejects.toThrow('did you mean export?');
  await expect(audit(['export', '--store', 'x'])).rejects.toThrow('one FILE');
  await expect(audit(['verify', 'file', '--store', 'x'])).rejects.toThrow('not both');
});

import { generateKeyPairSync } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { isSignedBy, readSignedHead } from '../../src/audit/signed-head.ts';
import { createLogger } from '../../src/observe/logger.ts';
import { createAuditHead, createPostHead, headKey, type HeadTools } from '../../src/work/audit-head.ts';
import { auditExample, inputExample } from '../store/support/examples.ts';
import { openSqliteEngine, startTime } from '../store/support/test-store.ts';

const hour = 60 * 60_000;

/** At 03:00 UTC on 1 March 2026: 04:00 in Berlin. */
async function world(changes: Partial<HeadTools> = {}) {
  const { store, clock, path } = openSqliteEngine();
  await store.appendAudit(auditExample());
  const tools: HeadTools = {
    store,
    channel: '#audit',
    postHeads: { at: '09:00', zone: 'Europe/Berlin' },
    findPerson: (slackUser) =>
      slackUser === 'U_ANA' ? { slackUser, user: 'ana@example.com', groups: [] } : undefined,
    now: () => clock.now(),
    log: createLogger('silent'),
    ...changes,
  };
  const textOf = async (id: string) => (await store.loadMessage(id))?.text?.split('\n') ?? [];
  return { store, clock, path, tools, textOf };
}

describe('the head of the audit', () => {
  it('is posted once a day at its time, signed, whoever wakes for it', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const { store, clock, tools, textOf } = await world({ key: privateKey });
    const work = createAuditHead(tools);
    expect(await work(headKey, 1)).toEqual({ againInMs: 5 * hour });
    clock.advance(5 * hour + 1);
    const both = await Promise.all([work(headKey, 1), createAuditHead(tools)(headKey, 1)]);
    expect(both).toEqual([{ againInMs: 24 * hour - 1 }, { againInMs: 24 * hour - 1 }]);
    const [title, line = ''] = await textOf('audit-head/2026-03-01');
    expect(title).toMatch(/1 record holds\. Signed\./);
    const signed = readSignedHead(line);
    expect(signed?.head.seq).toBe(1);
    expect(signed !== undefined && isSignedBy(signed, publicKey)).toBe(true);
    expect((await store.listAudit({ limit: 9 })).map(({ kind, data }) => [kind, data['channel']])).toEqual([
      ['head-posted', '#audit'],
      ['asked', undefined],
    ]);
    expect(await work(headKey, 1)).toEqual({ againInMs: 24 * hour - 1 });
    clock.advance(24 * hour);
    await work(headKey, 1);
    expect((await textOf('audit-head/2026-03-02'))[1]).toMatch(/^2:/);
  });

  it('says that it is not signed without a key, and goes nowhere without a channel', async () => {
    const { tools, textOf, clock } = await world();
    clock.advance(8 * hour);
    await createAuditHead(tools)(headKey, 1);
    const [title, line] = await textOf('audit-head/2026-03-01');
    expect(title).toContain('Not signed');
    expect(line).toMatch(/^1:[0-9a-f]{64}$/);
    expect(await createAuditHead({ ...tools, channel: undefined })(headKey, 1)).toEqual({ done: true });
  });

  it('is posted on demand where all see it, by who is mapped', async () => {
    const { store, tools, textOf } = await world({ channel: undefined });
    const post = createPostHead(tools);
    expect((await post(inputExample({ person: 'U_X' }))).text).toMatch(/not mapped/);
    for (let twice = 0; twice < 2; twice += 1)
      expect((await post(inputExample())).text).toMatch(/is being posted in this channel/);
    expect(await store.loadMessage('audit-head/input-1')).toMatchObject({
      channel: 'C1',
      kind: 'audit-head',
    });
    expect((await textOf('audit-head/input-1'))[1]).toMatch(/^1:/);
    expect((await store.listAudit({ limit: 9 }))[0]).toMatchObject({ actor: 'U_ANA', kind: 'head-posted' });
    expect(await store.auditHead()).toMatchObject({ seq: 2 });
  });

  it('is not given of a chain that does not hold: that is said instead', async () => {
    const { store, path, tools, textOf } = await world();
    for (let count = 0; count < 9; count += 1) await store.appendAudit(auditExample());
    const database = new DatabaseSync(path);
    database.exec(`DROP TRIGGER audit_no_update; UPDATE audit SET actor = 'x' WHERE seq = 5`);
    database.close();
    await createPostHead({ ...tools, page: 2 })(inputExample());
    const [title, line] = await textOf('audit-head/input-1');
    expect(title).toMatch(/🚨 The audit does not hold: record 5: changed/);
    expect(line).toMatch(/^4:/);
    expect(tools.now()).toBe(startTime);
  });
});

import { describe, expect, test } from 'vitest';
import { verifyChain } from '../../../src/audit/verify-chain.ts';
import { auditExample } from '../support/examples.ts';
import { engines } from '../support/test-database.ts';
import { openTestEngine, startTime } from '../support/test-store.ts';

describe.each(engines)('sealed records on %s', (engine) => {
  async function chain(records: number) {
    const opened = await openTestEngine(engine);
    for (let count = 0; count < records; count += 1) await opened.store.appendAudit(auditExample());
    const heads = (await opened.readAudit()).map(({ seq, ...rest }) => ({
      seq,
      hash: 'hash' in rest ? rest.hash : '',
    }));
    const headAt = (seq: number) => heads[seq - 1] ?? { seq, hash: '' };
    const seal = async (seq: number, hash = headAt(seq).hash) =>
      opened.store.sealAudit(
        { seq, hash },
        { at: startTime, actor: 'middlewatch', data: { file: 'a.jsonl' } },
      );
    return { ...opened, headAt, seal };
  }
  const numbers = async (opened: Awaited<ReturnType<typeof chain>>) =>
    (await opened.readAudit()).map(({ seq }) => seq);

  test('only what a seal names can be deleted, in whatever way, and the chain holds from there on', async () => {
    const opened = await chain(5);
    const { store, sql, seal, headAt, readAudit } = opened;
    await expect(sql('DELETE FROM audit WHERE seq = 1')).rejects.toThrow('audit records are never deleted');
    expect(await store.pruneSealed(10)).toBe(0);
    expect(await seal(3)).toBe('written');
    await expect(sql('DELETE FROM audit WHERE seq <= 4')).rejects.toThrow('audit records are never deleted');
    await expect(sql('DELETE FROM audit')).rejects.toThrow('audit records are never deleted');
    await expect(sql(`UPDATE audit SET actor = 'x' WHERE seq = 1`)).rejects.toThrow('never changed');
    expect(await store.pruneSealed(2)).toBe(2);
    // Half deleted, as after a crash: it holds all the same, and the rest goes later.
    expect(verifyChain(await readAudit())).toMatchObject({ ok: true, records: 4, after: headAt(2) });
    expect(await store.pruneSealed(10)).toBe(1);
    expect(await store.pruneSealed(10)).toBe(0);
    expect(await numbers(opened)).toEqual([4, 5, 6]);
    await store.appendAudit(auditExample());
    expect(verifyChain(await readAudit())).toMatchObject({ ok: true, records: 4, after: headAt(3) });
    expect(verifyChain(await readAudit(), headAt(3))).toMatchObject({ ok: true });
    expect(verifyChain(await readAudit(), { seq: 3, hash: 'f'.repeat(64) }).ok).toBe(false);
    expect(verifyChain(await readAudit(), headAt(2))).toMatchObject({ ok: false, fault: { seq: 2 } });
    expect(verifyChain(await readAudit(), headAt(5))).toMatchObject({ ok: true });
  });

  test('the next seal goes on from there, and takes the earlier one along', async () => {
    const opened = await chain(4);
    const { store, seal, readAudit } = opened;
    await seal(2);
    await store.pruneSealed(10);
    await store.appendAudit(auditExample());
    const six = (await readAudit()).at(-1);
    expect(six?.seq).toBe(6);
    expect(await seal(6, six !== undefined && 'hash' in six ? six.hash : '')).toBe('written');
    await store.pruneSealed(10);
    expect(await numbers(opened)).toEqual([7]);
    expect(verifyChain(await readAudit())).toMatchObject({ ok: true, records: 1 });
  });

  test('a seal names a record that is there, and goes further than the one before', async () => {
    const { seal, sql, store, headAt } = await chain(3);
    expect(await seal(2, 'f'.repeat(64))).toBe('conflict');
    expect(await seal(9)).toBe('conflict');
    const forged = `INSERT INTO audit (seq, happened_at, kind, actor, data, previous_hash, hash)
      VALUES (4, 1, 'sealed', 'x', '{"sealed":{"hash":"ff","seq":3}}', '${headAt(3).hash}', 'ff')`;
    await expect(sql(forged)).rejects.toThrow('an audit seal names a record that is there');
    expect(await seal(2)).toBe('written');
    expect(await seal(2)).toBe('conflict');
    expect(await seal(1)).toBe('conflict');
    expect(await store.auditHead()).toMatchObject({ seq: 4 });
  });

  test('records that are gone without a seal are missed, also when the first one says otherwise', async () => {
    const { readAudit, seal } = await chain(4);
    const records = await readAudit();
    expect(verifyChain(records.slice(2))).toMatchObject({
      ok: false,
      records: 0,
      fault: { seq: 1, reason: expect.stringContaining('record 3 stands in its place, and no seal') },
    });
    await seal(1);
    const sealed = await readAudit();
    expect(verifyChain(sealed.slice(1))).toMatchObject({ ok: true, records: 4 });
    // One more than the seal names.
    expect(verifyChain(sealed.slice(2))).toMatchObject({ ok: false, fault: { seq: 1 } });
    expect(verifyChain([...sealed.slice(1, 3), ...sealed.slice(4)])).toMatchObject({
      ok: false,
      fault: { seq: 4 },
    });
  });
});

import { describe, expect, test } from 'vitest';
import { verifyChain } from '../../../src/audit/verify-chain.ts';
import { firstPreviousHash } from '../../../src/store/audit-hash.ts';
import { auditExample, openIncidentExample } from '../support/examples.ts';
import { engines } from '../support/test-database.ts';
import { openTestEngine } from '../support/test-store.ts';

describe.each(engines)('on %s', (engine) => {
  test('the chain starts empty and grows without gaps; the newest is listed first', async () => {
    const { store, readAudit } = await openTestEngine(engine);
    expect(await store.auditHead()).toEqual({ seq: 0, hash: firstPreviousHash });
    await store.appendAudit(auditExample());
    await store.appendAudit(
      auditExample({ kind: 'refused', user: 'ana@example.com', incidentId: 'incident-1' }),
    );
    const listed = await store.listAudit({ limit: 10 });
    expect(listed.map(({ seq, kind }) => [seq, kind])).toEqual([
      [2, 'refused'],
      [1, 'asked'],
    ]);
    expect(await store.listAudit({ incidentId: 'incident-1', limit: 10 })).toEqual([listed[0]]);
    const head = await store.auditHead();
    expect(head).toEqual({ seq: 2, hash: listed[0]?.hash });
    expect(verifyChain(await readAudit(), head)).toEqual({ ok: true, records: 2, head });
  });

  test('text that the database cannot hold is hashed as it is kept', async () => {
    const { store, readAudit } = await openTestEngine(engine);
    const strange = 'a\0b\ud800c';
    await store.appendAudit(auditExample({ actor: strange, digest: strange, data: { [strange]: strange } }));
    await store.appendAudit(auditExample({ data: { '\u20ac': 1, '\r': 2, '\ud83d\ude00': -0, '1': 1e21 } }));
    expect(verifyChain(await readAudit())).toMatchObject({ ok: true, records: 2 });
    expect((await store.listAudit({ limit: 2 }))[1]?.data).toEqual({ [strange]: strange });
  });

  test('many that are written at once are one chain in their order', async () => {
    const { store, readAudit } = await openTestEngine(engine);
    await store.appendAudit(auditExample());
    const texts = Array.from({ length: 501 }, (_, index) => `number ${index}`);
    const audit = texts.map((text) => auditExample({ kind: 'resolved', data: { text } }));
    await store.applyDecision({ alerts: [], opened: [], changed: [], audit });
    expect(verifyChain(await readAudit())).toMatchObject({ ok: true, records: 502 });
    const listed = await store.listAudit({ limit: 501 });
    expect(listed.toReversed().map(({ data }) => data['text'])).toEqual(texts);
  });

  test('an entry is there exactly when the change that it belongs to is', async () => {
    const { store } = await openTestEngine(engine);
    const incident = await openIncidentExample(store);
    const effects = { audit: [auditExample({ kind: 'resolved' })] };
    await store.changeIncident(incident, effects);
    await store.changeIncident(incident, effects);
    const orphan = [{ incidentId: 'nobody', at: 1, kind: 'closed' as const, text: '' }];
    const newest = (await store.loadIncident(incident.id))!.incident;
    await expect(store.changeIncident(newest, { ...effects, timeline: orphan })).rejects.toThrow(
      /foreign key/i,
    );
    expect(await store.auditHead()).toMatchObject({ seq: 1 });
  });
});

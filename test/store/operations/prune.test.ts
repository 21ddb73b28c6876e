import { describe, expect, test } from 'vitest';
import {
  auditExample,
  drainDue,
  inputExample,
  openIncidentExample,
  webhookBody,
} from '../support/examples.ts';
import { engines } from '../support/test-database.ts';
import { openTestEngine, startTime } from '../support/test-store.ts';

const day = 24 * 60 * 60_000;

describe.each(engines)('on %s', (engine) => {
  test('what is done and old goes, in batches; what is not done, newer or audited stays', async () => {
    const { store, clock } = await openTestEngine(engine);
    const { id } = await openIncidentExample(store);
    await store.recordInput(inputExample());
    await store.recordInput(inputExample({ id: 'input-2', deduplicationKey: 'trigger-2' }));
    await store.appendAudit(auditExample());
    await drainDue(store);
    const pending = { source: 'alertmanager', receivedAt: startTime, body: webhookBody() };
    await store.recordDelivery(pending);
    await store.recordInput(inputExample({ id: 'input-3', deduplicationKey: 'trigger-3' }));
    await store.recordInput(
      inputExample({ id: 'input-4', deduplicationKey: 'trigger-4', receivedAt: startTime + day }),
    );

    const old = { olderThanMs: 30 * day, limit: 1 };
    expect(await store.prune(old)).toBe(0);
    clock.advance(30 * day + 1);
    expect(await store.prune(old)).toBe(2);
    expect(await store.prune(old)).toBe(1);
    expect(await store.prune({ ...old, limit: 100 })).toBe(0);

    expect(await store.counts()).toMatchObject({ deliveries: 1, openIncidents: 1 });
    expect((await store.loadIncident(id))?.alerts).toHaveLength(1);
    expect(await store.loadInput('input-1')).toBeUndefined();
    expect(await store.loadInput('input-3'), 'it is still due').toBeDefined();
    expect(await store.auditHead()).toMatchObject({ seq: 1 });
  });
});

import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../src/model/evidence.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { IncidentContext } from '../../src/model/incident.ts';
import { cardView } from '../../src/slack/views/card.ts';
import type { Store } from '../../src/store/store.ts';
import { link } from '../../src/work/link.ts';
import { alert, delivery, PlainStore, start } from '../incidents/fixtures.ts';
import { drainDue, requestExample } from '../store/support/examples.ts';
import { openTestEngine } from '../store/support/test-store.ts';

const nodeDown = alert({ alertname: 'KubeNodeNotReady', node: 'node-3' });

function sickPod(node: string, image = 'shop/db:1'): Evidence {
  const state = {
    phase: 'waiting' as const,
    reason: 'ErrImagePull',
    message: 'dial tcp 10.0.0.9:443: i/o timeout',
  };
  const container = { name: 'app', type: 'container' as const, image, ready: false, restartCount: 0, state };
  return {
    id: `pod/${node}`,
    kind: 'pod',
    source: 'kubernetes',
    text: '',
    data: { phase: 'Pending', ready: false, node, createdAt: 0, containers: [container] },
  };
}

function seen(evidence: readonly Evidence[], findings: readonly Finding[] = []): IncidentContext {
  return { collectedAt: start, evidence, findings, runbooks: [] };
}

function pullFailure(): Finding {
  return {
    code: 'image-pull-failure',
    confidence: 'certain',
    score: 92,
    sentence: 'cannot pull',
    cites: ['pod/node-3'],
    actions: [],
  };
}

/** Opens incidents in the order of the alerts, one a delivery, in a store of its own. */
async function opened(...alerts: ReturnType<typeof alert>[]): Promise<Store> {
  const { store } = await openTestEngine('sqlite');
  const plain = new PlainStore();
  for (const one of alerts) await store.applyDecision(plain.deliver(delivery([one])));
  return store;
}

async function lookAt(store: Store, id: string, context: IncidentContext): Promise<void> {
  await store.recordContext(id, context, {});
  await link(store, id, 'first', start);
}

describe('links by evidence', () => {
  it('joins pods to the node that is down, whichever came first, and tells it on both cards', async () => {
    for (const order of ['node first', 'pods first']) {
      const db = alert({ pod: 'db-0' });
      const store = await opened(...(order === 'node first' ? [nodeDown, db] : [db, nodeDown]));
      const [nodeId, dbId] =
        order === 'node first' ? ['incident-1', 'incident-2'] : ['incident-2', 'incident-1'];
      await lookAt(store, dbId, seen([sickPod('node-3')]));
      const child = await store.loadIncident(dbId);
      expect(child?.incident.partOf).toEqual({ id: nodeId, reason: 'pods-on-node' });
      const node = await store.loadIncident(nodeId);
      if (child === undefined || node === undefined) throw new Error('gone');
      const card = (snapshot: typeof child) =>
        JSON.stringify(cardView({ snapshot, requests: [], personName: (user) => user }));
      expect(card(child)).toContain(
        `🔗 Part of *INC-${node.incident.number} (Node node-3: KubeNodeNotReady)*`,
      );
      expect(card(node)).toContain(`🔗 Takes one incident along: INC-${child.incident.number}`);
      // Looking again changes nothing.
      await link(store, dbId, 'later', start + 1);
      expect((await store.loadIncident(dbId))?.incident.version).toBe(child.incident.version);
      expect((await store.listTimeline(dbId, 50)).filter(({ kind }) => kind === 'linked')).toHaveLength(1);
    }
  });

  it('has the incidents looked at that waited for their node', async () => {
    const store = await opened(alert({ pod: 'db-0', node: 'node-3' }), nodeDown);
    await lookAt(store, 'incident-1', seen([]));
    const linkedAtOnce = (await store.loadIncident('incident-1'))?.incident.partOf;
    expect(linkedAtOnce?.reason).toBe('node-label');
    const waiting = await opened(alert({ pod: 'db-0', node: 'node-3' }));
    await lookAt(waiting, 'incident-1', seen([]));
    const plain = new PlainStore();
    plain.options(start).newId();
    plain.deliver(delivery([alert({ pod: 'other-0' })]));
    const late = plain.deliver(delivery([nodeDown]));
    await waiting.applyDecision(late);
    await drainDue(waiting);
    const [node] = late.opened;
    if (node === undefined) throw new Error('no node');
    await lookAt(waiting, node.id, seen([]));
    expect(await drainDue(waiting)).toContain('enrich incident-1');
  });

  it('joins what cannot reach the same registry to the oldest of it, and nothing of another', async () => {
    const store = await opened(alert({ pod: 'db-0' }), alert({ pod: 'queue-0' }), alert({ pod: 'web-0' }));
    await lookAt(store, 'incident-1', seen([sickPod('node-3', 'ghcr.io/shop/db:1')], [pullFailure()]));
    await lookAt(store, 'incident-2', seen([sickPod('node-3', 'ghcr.io/shop/queue:1')], [pullFailure()]));
    await lookAt(store, 'incident-3', seen([sickPod('node-3', 'shop/web:1')], [pullFailure()]));
    const parts = await Promise.all(
      ['incident-1', 'incident-2', 'incident-3'].map(
        async (id) => (await store.loadIncident(id))?.incident.partOf,
      ),
    );
    expect(parts).toEqual([undefined, { id: 'incident-1', reason: 'same-cause' }, undefined]);
    expect((await store.loadIncident('incident-3'))?.incident.sharedCause).toBe(
      'prod/registry/docker.io/network',
    );
  });

  it('says what was done for the last one', async () => {
    const store = await opened(alert({ pod: 'db-0' }), alert({ pod: 'queue-0' }));
    const old = (await store.loadIncident('incident-1'))?.incident;
    const fresh = (await store.loadIncident('incident-2'))?.incident;
    if (old === undefined || fresh === undefined) throw new Error('gone');
    const request = { ...requestExample(), incidentId: old.id };
    const earlier = { id: old.id, number: old.number, openedAt: old.openedAt };
    await store.changeIncident({ ...fresh, earlier }, {});
    await store.recordContext(fresh.id, seen([]), {});
    const done = { ...store, listRequests: async () => [{ ...request, state: 'done' as const }] };
    await link(done, fresh.id, 'first', start);
    const snapshot = await store.loadIncident(fresh.id);
    if (snapshot === undefined) throw new Error('gone');
    expect(JSON.stringify(cardView({ snapshot, requests: [], personName: (user) => user }))).toMatch(
      /↩️ The same as INC-1 of <!date[^>]*> \(done then: Scale deploy\/checkout/,
    );
  });
});

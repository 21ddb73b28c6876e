import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Input } from '../../src/model/input.ts';
import { createLogger } from '../../src/observe/logger.ts';
import type { Store } from '../../src/store/store.ts';
import type { ListedAlert, Silence } from '../../src/telemetry/alertmanager/alertmanager-client.ts';
import { createExplain } from '../../src/work/explain.ts';
import { createIntake } from '../../src/work/intake.ts';
import { takeDeliveryBy } from '../../src/work/take-delivery.ts';
import { inputExample, webhookBody } from '../store/support/examples.ts';
import { openTestStore, startTime } from '../store/support/test-store.ts';

const clusters = { defaultCluster: 'prod', knownClusters: ['prod'] };

interface Fired {
  pod?: string;
  severity?: string;
  alertname?: string;
}

/** A store with the real intake in front, and what `/mw why` says of it. */
async function world(upstream: { alerts: ListedAlert[]; silences: Silence[] } | Error = new Error('down')) {
  const { store } = await openTestStore();
  let ids = 0;
  const take = takeDeliveryBy({
    options: { ...clusters, newId: () => `incident-${(ids += 1)}`, channelFor: () => '#incidents' },
    limits: { after: 6, critical: 3 },
    reconciled: new Set(),
  });
  const intake = createIntake({
    take: async (deliveryId) => take(store, deliveryId, startTime),
    log: createLogger('silent'),
    opened: () => {},
  });
  const deliver = async (...fired: readonly Fired[]): Promise<void> => {
    const alerts = fired.map(({ pod = 'checkout-7d9f8c6b5-bx2zt', severity = 'warning', alertname }) => ({
      status: 'firing',
      labels: { alertname: alertname ?? 'KubePodCrashLooping', namespace: 'shop', pod, severity },
      annotations: {},
      startsAt: '2026-03-01T03:00:00Z',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: '',
      fingerprint: createHash('sha256')
        .update(`${alertname ?? ''}${pod}${severity}`)
        .digest('hex')
        .slice(0, 16),
    }));
    const recorded = await store.recordDelivery({
      source: 'alertmanager',
      receivedAt: startTime,
      body: webhookBody({ alerts }),
    });
    if (recorded.outcome === 'recorded') await intake(recorded.deliveryId, 1);
  };
  const client = {
    alerts: async (filters: readonly string[]) => {
      if (upstream instanceof Error) throw upstream;
      const isMeant = ({ labels }: ListedAlert): boolean => {
        const { alertname } = labels;
        return alertname === undefined || filters.every((one) => one === `alertname="${alertname}"`);
      };
      return upstream.alerts.filter(isMeant);
    },
    silences: async () => (upstream instanceof Error ? Promise.reject(upstream) : upstream.silences),
  };
  const explain = createExplain({ store, clusters, alertmanagers: new Map([['prod', client]]) });
  const why = async (question: { alert?: string; incident?: string } = {}): Promise<string> => {
    const input: Input = inputExample({ channel: '#incidents' });
    return (await explain(input, { verb: 'why', ...question })).text;
  };
  return { store, deliver, why };
}

async function acknowledge(store: Store): Promise<void> {
  const snapshot = await store.findIncident('INC-1');
  if (snapshot === undefined) throw new Error('no incident');
  const { incident } = snapshot;
  await store.changeIncident(
    { ...incident, state: 'acknowledged', acknowledgedBy: 'U0ANA', acknowledgedCount: incident.firingCount },
    {},
  );
}

describe('/mw why', () => {
  it('tells of an incident what it is about, by which rule alerts joined, and what woke the channel', async () => {
    const { store, deliver, why } = await world();
    await deliver({});
    await deliver({ pod: 'checkout-7d9f8c6b5-cx2zt' });
    await acknowledge(store);
    await deliver({ pod: 'checkout-7d9f8c6b5-dx2zt' });
    await deliver({ pod: 'checkout-7d9f8c6b5-dx2zt', severity: 'critical' });
    const text = await why({ incident: 'INC-1' });
    expect(text).toMatch(/^\*INC-1\* .*Acknowledged/);
    expect(text).toMatch(/because the pod's name follows the pattern of its workload/);
    expect(text).toMatch(/4 alerts: the pod's name follows/);
    expect(text).toMatch(/not woken: the card still asks for somebody/);
    expect(text).toMatch(/not woken: somebody is on it/);
    expect(text).toMatch(/was woken: severity rose/);
    expect(text).toMatch(/woke the channel again once; 1 quiet line went/);
    expect(await why()).toBe(text);
  });

  it('tells of an alert how often it came and where it went', async () => {
    const { deliver, why } = await world();
    await deliver({});
    await deliver({});
    const text = await why({ alert: 'kubepodcrashlooping' });
    expect(text).toMatch(/came in 2 deliveries.*Repeated ones are known by fingerprint and start/);
    expect(text).toMatch(/fires, in INC-1 \(Firing\): the pod's name follows/);
    expect(text).toMatch(/down \(asked for prod\)/);
  });

  it('tells of many alerts of a name in one line an incident, and counts what is in older ones', async () => {
    const { deliver, why } = await world({ alerts: [], silences: [] });
    for (const name of ['cart', 'checkout', 'prices', 'search', 'catalog'])
      for (const pod of ['bx2zt', 'cx2zt']) await deliver({ pod: `${name}-7d9f8c6b5-${pod}` });
    const text = await why({ alert: 'KubePodCrashLooping' });
    expect(text.match(/• 2 of it, the newest started .*, 2 fire, in INC-\d \(Firing\)/g)).toHaveLength(3);
    expect(text).toContain('… and 4 earlier ones, in 2 other incidents.');
    expect(text).not.toContain('gone');
  });

  it('names the alert that somebody who mistyped probably meant', async () => {
    const { deliver, why } = await world({ alerts: [], silences: [] });
    await deliver({});
    expect(await why({ alert: 'KubePodCrashLoping' })).toContain(
      'Did you mean `/mw why KubePodCrashLooping`?',
    );
    expect(await why({ alert: 'NodeClockSkew' })).not.toContain('Did you mean');
    expect(await why({ alert: 'KubePodCrashLooping' })).not.toContain('Did you mean');
  });

  it('tells that a name is noise', async () => {
    const { deliver, why } = await world();
    await deliver({ alertname: 'InfoInhibitor' });
    expect(await why({ alert: 'InfoInhibitor' })).toMatch(/came in one delivery.*never opens an incident/s);
  });

  it('tells who silenced an alert that never came', async () => {
    const listed: ListedAlert = {
      fingerprint: 'a',
      labels: {},
      startsAt: 0,
      updatedAt: 0,
      state: 'suppressed',
      silencedBy: ['s1'],
      inhibitedBy: [],
    };
    const silence: Silence = {
      id: 's1',
      createdBy: 'ana',
      comment: '<!channel> known',
      startsAt: 0,
      endsAt: startTime,
      state: 'active',
    };
    const { why } = await world({ alerts: [listed], silences: [silence, { ...silence, id: 's2' }] });
    const text = await why({ alert: 'Disk_Full%' });
    expect(text).toMatch(/in none of the newest 1000 deliveries/);
    expect(text).toMatch(/Nobody was paged: Alertmanager has not sent it here, because it keeps it quiet/);
    expect(text).toMatch(/lists 1 now, 1 of them kept quiet/);
    expect(
      text.match(/Silenced by ana until 2026-03-01T03:00:00.000Z: &lt;!channel&gt; known/g),
    ).toHaveLength(1);
  });

  it('tells what inhibits an alert that never came', async () => {
    const listed = (alertname: string, rest: Partial<ListedAlert> = {}): ListedAlert => ({
      fingerprint: alertname,
      labels: { alertname },
      startsAt: 0,
      updatedAt: 0,
      state: 'active',
      silencedBy: [],
      inhibitedBy: [],
      ...rest,
    });
    const inhibitedBy = ['KubeNodeNotReady', 'gone'];
    const quiet = listed('KubePodNotReady', { state: 'suppressed', inhibitedBy });
    const { why } = await world({
      alerts: [quiet, listed('KubeNodeNotReady'), listed('Other')],
      silences: [],
    });
    const text = await why({ alert: 'KubePodNotReady' });
    expect(text).toMatch(/because it keeps it quiet/);
    expect(text).toContain('lists 1 now, 1 of them kept quiet (1 inhibited).');
    expect(text).toContain('Inhibited by KubeNodeNotReady, an alert that is not listed.');
  });

  it('takes the marks of a pattern in a name for themselves', async () => {
    const { deliver, why } = await world();
    await deliver({ alertname: 'DiskxFull' });
    expect(await why({ alert: 'Disk_Full' })).toMatch(/in none of/);
    expect(await why({ alert: '%' })).toMatch(/in none of/);
  });
});

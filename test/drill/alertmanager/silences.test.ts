import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { SilenceBook } from '../../../src/drill/alertmanager/silence-book.ts';
import { startAlertmanager } from '../../../src/drill/alertmanager/start-alertmanager.ts';
import type { RuleAlert } from '../../../src/drill/prometheus/alerting-rules.ts';

it('a silence mutes what it matches; what ends under it is never told; its end tells the rest', async () => {
  const told: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { alerts } = JSON.parse(body) as { alerts: { labels: Record<string, string>; status: string }[] };
      told.push(alerts.map(({ labels, status }) => `${labels['pod'] ?? ''} ${status}`).join(', '));
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const book = new SilenceBook(Date.now);
  const alertmanager = startAlertmanager({
    webhookUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: 'none',
    groupBy: ['namespace'],
    groupWaitMs: 0,
    groupIntervalMs: 1,
    repeatIntervalMs: 3_600_000,
    prometheusUrl: 'http://prometheus',
    now: Date.now,
    isSilenced: (labels) => book.mutes(labels).length > 0,
  });
  onTestFinished(async () => {
    await alertmanager.stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const silence = book.set({
    matchers: [{ name: 'pod', value: 'muted.*', isRegex: true, isEqual: true }],
    startsAt: new Date().toISOString(),
    endsAt: new Date(Date.now() + 60_000).toISOString(),
    createdBy: 'ana',
    comment: '',
  });
  alertmanager.receive([alert('loud'), alert('muted-1'), alert('muted-2')]);
  await vi.waitFor(() => expect(told).toEqual(['loud firing']), 5000);
  expect(alertmanager.held()).toHaveLength(3);
  alertmanager.receive([{ ...alert('muted-1'), state: 'resolved', resolvedAt: Date.now() }, alert('second')]);
  await vi.waitFor(() => expect(told).toEqual(['loud firing', 'loud firing, second firing']), 5000);
  book.expire(silence);
  await vi.waitFor(() => expect(told.at(-1)).toBe('loud firing, muted-2 firing, second firing'), 5000);
  expect(told.join()).not.toContain('muted-1');
});

function alert(pod: string): RuleAlert {
  const rule = { alert: 'A', expr: 'up', forMs: 0, labels: {}, annotations: {} };
  const labels = { alertname: 'A', namespace: 'shop', pod };
  return {
    rule,
    labels,
    annotations: {},
    state: 'firing',
    activeAt: 1,
    seenAt: 1,
    firedAt: 1,
    resolvedAt: undefined,
    value: 1,
  };
}

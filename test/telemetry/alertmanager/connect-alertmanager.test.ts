import type { ServerResponse } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AlertmanagerClient } from '../../../src/telemetry/alertmanager/alertmanager-client.ts';
import {
  connectAlertmanager,
  type AlertmanagerEndpoint,
} from '../../../src/telemetry/alertmanager/connect-alertmanager.ts';
import { json, startAnsweringServer, type Asked } from '../support/answering-server.ts';

const silenceId = 'b7d5f6a4-6b3a-4a1e-9d5c-0f6a0f5e7a11';

/** As 0.25 answers; 0.34 adds `mutedBy` and the receivers' references. */
function alerts(generation: '0.25' | '0.34'): unknown[] {
  const muted = generation === '0.34' ? { mutedBy: [] } : {};
  return [
    {
      annotations: { summary: 'Pod is crash looping.' },
      endsAt: '2026-11-24T03:20:00.000Z',
      fingerprint: '2f7b9d1c3e5a6b80',
      receivers: [{ name: 'middlewatch' }],
      startsAt: '2026-11-24T03:12:00.000Z',
      status: { inhibitedBy: [], silencedBy: [silenceId], state: 'suppressed', ...muted },
      updatedAt: '2026-11-24T03:16:00.000Z',
      generatorURL: 'http://prometheus:9090/graph',
      labels: { alertname: 'KubePodCrashLooping', namespace: 'shop' },
    },
  ];
}

const silences = [
  {
    id: silenceId,
    status: { state: 'active' },
    updatedAt: '2026-11-24T03:14:00.000Z',
    comment: 'known, waits for the fix',
    createdBy: 'ana@example.com',
    endsAt: '2026-11-24T05:14:00.000Z',
    matchers: [{ isEqual: true, isRegex: false, name: 'namespace', value: 'shop' }],
    startsAt: '2026-11-24T03:14:00.000Z',
  },
];

const status = {
  cluster: { peers: [], status: 'disabled' },
  config: { original: 'route: {}' },
  uptime: '2026-11-23T20:00:00.000Z',
  versionInfo: { version: '0.25.0', revision: '', branch: '', buildUser: '', buildDate: '', goVersion: '' },
};

async function alertmanager(list: unknown = alerts('0.25')) {
  return startAnsweringServer(({ url }, response) => {
    if (url.pathname === '/api/v2/alerts') json(response, list);
    else if (url.pathname === '/api/v2/silences') json(response, silences);
    else json(response, status);
  });
}

function connected(endpoint: AlertmanagerEndpoint): AlertmanagerClient {
  const client = connectAlertmanager(endpoint);
  onTestFinished(() => client.close());
  return client;
}

const header = (asked: readonly Asked[]): string | undefined => asked[0]?.headers.authorization;

describe('connectAlertmanager', () => {
  it.each(['0.25', '0.34'] as const)('reads alerts, silences and the start of %s', async (generation) => {
    const { url } = await alertmanager(alerts(generation));
    const look = await connected({ url }).look(2000);
    expect(look.problems).toEqual([]);
    expect(look.replicas).toEqual([
      {
        url,
        status: { version: '0.25.0', startedAt: Date.parse('2026-11-23T20:00:00Z') },
        alerts: [
          {
            fingerprint: '2f7b9d1c3e5a6b80',
            labels: { alertname: 'KubePodCrashLooping', namespace: 'shop' },
            startsAt: Date.parse('2026-11-24T03:12:00Z'),
            updatedAt: Date.parse('2026-11-24T03:16:00Z'),
            state: 'suppressed',
            silencedBy: [silenceId],
            inhibitedBy: [],
          },
        ],
      },
    ]);
    expect(look.silences).toMatchObject([
      {
        id: silenceId,
        createdBy: 'ana@example.com',
        comment: 'known, waits for the fix',
        startsAt: Date.parse('2026-11-24T03:14:00Z'),
        endsAt: Date.parse('2026-11-24T05:14:00Z'),
        state: 'active',
      },
    ]);
  });

  it('repeats the parameter for each filter', async () => {
    const { url, asked } = await alertmanager();
    await connected({ url }).alerts(['alertname="X"', 'namespace=~"shop|cart"'], 2000);
    expect(asked[0]?.url.searchParams.getAll('filter')).toEqual(['alertname="X"', 'namespace=~"shop|cart"']);
  });

  it('goes on with the other replica when one is down, and says so', async () => {
    const { url } = await alertmanager();
    const client = connected({ url: 'http://127.0.0.1:9', replicas: [url] });
    const look = await client.look(2000);
    expect(look.replicas.map((replica) => replica.url)).toEqual([url]);
    expect(look.problems).toEqual(['Alertmanager cannot be reached: connection refused']);
    expect(await client.alerts([], 2000)).toHaveLength(1);
  });

  it('keeps what each replica says apart: alerts are not gossiped', async () => {
    const [one, other] = [await alertmanager(), await alertmanager([])];
    const look = await connected({ url: one.url, replicas: [other.url] }).look(2000);
    expect(look.replicas.map((replica) => replica.alerts.length)).toEqual([1, 0]);
  });

  it('fails when nobody answers: nothing is proven then', async () => {
    await expect(connected({ url: 'http://127.0.0.1:9' }).look(500)).rejects.toMatchObject({
      failure: 'unreachable',
    });
  });

  describe('what changes something', () => {
    const wanted = {
      matchers: [
        { name: 'a', operator: '=' as const, value: 'x' },
        { name: 'b', operator: '!~' as const, value: 'y.*' },
      ],
      startsAtText: '2026-11-24T03:14:00.123456789Z',
      endsAt: Date.parse('2026-11-24T05:14:00Z'),
      createdBy: 'ana',
      comment: 'known',
    };

    it('goes to the next replica when the first was certainly not reached', async () => {
      const { url, asked } = await startAnsweringServer((_asked, response) =>
        json(response, { silenceID: 's1' }),
      );
      const client = connected({ url: 'http://127.0.0.1:9', replicas: [url] });
      expect(await client.setSilence(wanted, 2000)).toBe('s1');
      expect(asked.map(({ method, url: to }) => [method, to.pathname])).toEqual([
        ['POST', '/api/v2/silences'],
      ]);
      expect(JSON.parse(asked[0]?.form.keys().next().value ?? '')).toMatchObject({ createdBy: 'ana' });
    });

    it.each([
      ['an answer that breaks off', (response: ServerResponse) => void response.destroy()],
      ['a 503', (response: ServerResponse) => json(response, 'busy', 503)],
      ['no answer', () => undefined],
    ])('is sent once, to one replica, through %s', async (_name, answer) => {
      const first = await startAnsweringServer((_asked, response) => answer(response));
      const second = await startAnsweringServer((_asked, response) => json(response, { silenceID: 's2' }));
      const client = connected({ url: first.url, replicas: [second.url] });
      await expect(client.setSilence(wanted, 300)).rejects.toThrow(/Alertmanager/);
      await expect(client.expireSilence('s1', 300)).rejects.toThrow(/Alertmanager/);
      expect(first.asked.map(({ method }) => method)).toEqual(['POST', 'DELETE']);
      expect(second.asked).toEqual([]);
    });

    it('is looked for on all replicas, and what a silent one may hold stays open', async () => {
      const { url } = await alertmanager();
      const both = await connected({ url, replicas: [(await alertmanager()).url] }).silencesOfAll(2000);
      expect([both.complete, both.silences.length]).toEqual([true, 1]);
      const one = await connected({ url, replicas: ['http://127.0.0.1:9'] }).silencesOfAll(2000);
      expect([one.complete, one.silences.length]).toEqual([false, 1]);
    });
  });

  it.each([
    ['a bare string', 500, 'bad matcher', /answered 500: bad matcher/],
    ['a code and a message', 422, { code: 602, message: 'filter is wrong' }, /answered 422: filter is wrong/],
    ["a proxy's page", 404, undefined, /answered 404$/],
  ])('says why when it refuses with %s', async (_name, code, body, message) => {
    const { url } = await startAnsweringServer((_asked, response) => json(response, body ?? '', code));
    await expect(connected({ url }).alerts([], 2000)).rejects.toThrow(
      body === undefined ? /answered 404/ : message,
    );
  });

  it.each([
    ['no list', { status: 'success', data: [] }],
    ['an alert without a fingerprint', [{ ...(alerts('0.25')[0] as object), fingerprint: 7 }]],
    ['a state of the future', [{ ...(alerts('0.25')[0] as object), status: { state: 'dreaming' } }]],
  ])('takes %s for no answer at all', async (_name, list) => {
    const { url } = await alertmanager(list);
    await expect(connected({ url }).look(2000)).rejects.toMatchObject({ failure: 'unreadable' });
  });

  it('ends at its deadline', async () => {
    const { url } = await startAnsweringServer(() => undefined);
    await expect(connected({ url }).look(50)).rejects.toMatchObject({ failure: 'timeout' });
  });

  it('sends its credentials to every replica, and no secret of a wrong one helps', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'middlewatch-alertmanager-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'secret');
    writeFileSync(file, 'open sesame\n');
    const [one, other] = [await alertmanager(), await alertmanager()];
    await connected({ url: one.url, replicas: [other.url], bearerTokenFile: file }).look(2000);
    expect([header(one.asked), header(other.asked)]).toEqual(['Bearer open sesame', 'Bearer open sesame']);
    const basic = await alertmanager();
    await connected({ url: basic.url, basicAuth: { username: 'mw', passwordFile: file } }).status(2000);
    expect(header(basic.asked)).toBe(`Basic ${Buffer.from('mw:open sesame').toString('base64')}`);
    const closed = await startAnsweringServer((_asked, response) => json(response, '', 401));
    await expect(connected({ url: closed.url }).look(2000)).rejects.toMatchObject({ failure: 'refused' });
  });
});

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { httpRequest } from './http-request.ts';
import { requireProgram } from './require-program.ts';
import { startProcess } from './start-process.ts';

export interface AlertmanagerOptions {
  /** Where its config, data and log go. */
  folder: string;
  /** The bot's webhook and its bearer token. */
  webhook: { url: string; token: string };
  /** @default a free one */
  port?: number;
}

export interface FiredAlert {
  labels: Record<string, string>;
  annotations?: Record<string, string>;
  generatorURL?: string;
}

export interface Alertmanager {
  url: string;
  /** Posts the alert as Prometheus does, firing since now, with an end far away. */
  fire(alert: FiredAlert): Promise<void>;
  /** Posts the one that was fired with these labels as ended just now. */
  resolve(alert: FiredAlert): Promise<void>;
  /** Silences every alert with these labels for an hour. */
  silence(labels: Record<string, string>, who: { createdBy: string; comment: string }): Promise<void>;
  stop: () => Promise<void>;
}

/** Debian's Alertmanager with the receiver that deploy/ recommends, on short timers. */
export async function startAlertmanager({
  folder,
  webhook,
  port: wanted,
}: AlertmanagerOptions): Promise<Alertmanager> {
  const configFile = join(folder, 'alertmanager.yml');
  const storage = join(folder, 'alertmanager');
  await mkdir(storage, { recursive: true });
  // JSON is YAML too.
  await writeFile(configFile, JSON.stringify(config(webhook), null, 2));
  const port = wanted ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const logFile = join(folder, 'alertmanager.log');
  const alertmanager = await startProcess({
    name: 'Alertmanager',
    program: requireProgram('prometheus-alertmanager'),
    args: [
      `--config.file=${configFile}`,
      `--storage.path=${storage}`,
      `--web.listen-address=127.0.0.1:${port}`,
      // One replica: it must not look for others, nor listen for them.
      '--cluster.listen-address=',
    ],
    logFile,
  });
  await alertmanager.ready(
    async () => (await httpRequest({ method: 'GET', url: `${url}/-/ready` })).status === 200,
  );
  // Like Prometheus, we always say since when: without it Alertmanager takes the end for the start.
  const since = new Map<string, Date>();
  const post = async (alert: FiredAlert, endsAt: Date): Promise<void> => {
    const startsAt = since.get(JSON.stringify(alert.labels)) ?? new Date();
    const answer = await httpRequest({
      method: 'POST',
      url: `${url}/api/v2/alerts`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([{ ...alert, startsAt, endsAt }]),
    });
    if (answer.status !== 200) throw new Error(`Alertmanager answered ${answer.status}: ${answer.text}`);
  };
  return {
    url,
    async fire(alert) {
      since.set(JSON.stringify(alert.labels), new Date());
      await post(alert, new Date(Date.now() + 3_600_000));
    },
    resolve: (alert) => post(alert, new Date()),
    async silence(labels, who) {
      const answer = await httpRequest({
        method: 'POST',
        url: `${url}/api/v2/silences`,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          ...who,
          matchers: Object.entries(labels).map(([name, value]) => ({
            name,
            value,
            isRegex: false,
            isEqual: true,
          })),
          startsAt: new Date(),
          endsAt: new Date(Date.now() + 3_600_000),
        }),
      });
      if (answer.status !== 200) throw new Error(`Alertmanager answered ${answer.status}: ${answer.text}`);
    },
    stop: alertmanager.stop,
  };
}

function config(webhook: AlertmanagerOptions['webhook']) {
  return {
    global: { resolve_timeout: '1h' },
    route: {
      receiver: 'middlewatch',
      group_by: ['alertname', 'namespace'],
      group_wait: '1s',
      group_interval: '1s',
      repeat_interval: '1h',
    },
    receivers: [
      {
        name: 'middlewatch',
        webhook_configs: [
          {
            url: webhook.url,
            send_resolved: true,
            max_alerts: 0,
            http_config: { authorization: { type: 'Bearer', credentials: webhook.token } },
          },
        ],
      },
    ],
  };
}

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { httpRequest } from './http-request.ts';
import { requireProgram } from './require-program.ts';
import { startProcess } from './start-process.ts';

export interface AlertingRule {
  alert: string;
  expr: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

export interface PrometheusOptions {
  /** Where its config, data and log go. */
  folder: string;
  /** `127.0.0.1:1234`, whose /metrics it scrapes once a second. */
  target: string;
  /** `127.0.0.1:9093` each. */
  alertmanagers: readonly string[];
  /** Added to every alert, as `external_labels`. */
  labels: Record<string, string>;
  rules: readonly AlertingRule[];
}

export interface Prometheus {
  url: string;
  /** Its rules go on, but no Alertmanager hears of them any more. */
  tellNobody(): Promise<void>;
  stop: () => Promise<void>;
}

/**
 * How often a firing alert is sent again; Alertmanager is told that it ends after four times as long. A machine that
 * stands still must not end alerts. @see rules/manager.go of Prometheus
 */
const resendDelay = '5s';

/** Debian's Prometheus, looking and judging once a second; every rule fires at once (`for: 0s`). */
export async function startPrometheus(options: PrometheusOptions): Promise<Prometheus> {
  const home = join(options.folder, 'prometheus');
  await mkdir(home, { recursive: true });
  const rulesFile = join(home, 'rules.yml');
  const rules = options.rules.map((rule) => ({ ...rule, for: '0s' }));
  // JSON is YAML too.
  await writeFile(rulesFile, JSON.stringify({ groups: [{ name: 'pods', rules }] }));
  const configFile = join(home, 'prometheus.yml');
  await writeFile(configFile, JSON.stringify(config(options, rulesFile)));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = await startProcess({
    name: 'Prometheus',
    program: requireProgram('prometheus'),
    args: [
      `--config.file=${configFile}`,
      `--storage.tsdb.path=${join(home, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      `--rules.alert.resend-delay=${resendDelay}`,
    ],
    logFile: join(options.folder, 'prometheus.log'),
  });
  await server.ready(
    async () => (await httpRequest({ method: 'GET', url: `${url}/-/ready` })).status === 200,
  );
  return {
    url,
    async tellNobody() {
      await writeFile(configFile, JSON.stringify(config({ ...options, alertmanagers: [] }, rulesFile)));
      server.signal('SIGHUP');
      await server.ready(async () => {
        const { text } = await httpRequest({ method: 'GET', url: `${url}/api/v1/alertmanagers` });
        const { data } = JSON.parse(text) as { data: { activeAlertmanagers: unknown[] } };
        return data.activeAlertmanagers.length === 0;
      });
    },
    stop: server.stop,
  };
}

function config({ target, alertmanagers, labels }: PrometheusOptions, rulesFile: string) {
  return {
    global: {
      scrape_interval: '1s',
      scrape_timeout: '1s',
      evaluation_interval: '1s',
      external_labels: labels,
    },
    rule_files: [rulesFile],
    alerting: { alertmanagers: [{ static_configs: [{ targets: alertmanagers }] }] },
    scrape_configs: [{ job_name: 'pods', static_configs: [{ targets: [target] }] }],
  };
}

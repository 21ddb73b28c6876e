import { connectCluster } from './cluster/connect-cluster.ts';
import { twoAccounts } from './cluster/two-accounts.ts';
import type { Config } from './config/schema.ts';
import type { Sources } from './context/collector.ts';
import type { AlertmanagerClient } from './telemetry/alertmanager/alertmanager-client.ts';
import { connectAlertmanager } from './telemetry/alertmanager/connect-alertmanager.ts';
import { connectTraces } from './telemetry/connect-traces.ts';
import type { PrometheusClient } from './telemetry/prometheus/prometheus-client.ts';
import { connectPrometheus } from './telemetry/prometheus/connect-prometheus.ts';
import type { ManagedCluster } from './work/action-tools.ts';
import { withoutUndefined } from './work/without-undefined.ts';

/** What the config's clusters are asked through, by the cluster's name. */
export interface ConnectedClusters {
  clusters: ReadonlyMap<string, ManagedCluster>;
  sources: ReadonlyMap<string, Sources>;
  alertmanagers: ReadonlyMap<string, AlertmanagerClient>;
  prometheus: ReadonlyMap<string, PrometheusClient>;
  closeClusters: () => void;
}

/** @throws MiddlewatchError `config-invalid` */
export async function connectClusters(
  config: Config,
  env: Readonly<Record<string, string | undefined>>,
  version: string,
): Promise<ConnectedClusters> {
  const clusters = new Map<string, ManagedCluster>();
  const sources = new Map<string, Sources>();
  const alertmanagers = new Map<string, AlertmanagerClient>();
  const prometheuses = new Map<string, PrometheusClient>();
  const closers: (() => void)[] = [];
  for (const cluster of config.clusters) {
    const { name, kubeconfig, context, impersonate, actAs, prometheus, traces, alertmanager } = cluster;
    const account = {
      name,
      ...(kubeconfig === undefined ? {} : { kubeconfig }),
      ...(context === undefined ? {} : { context }),
      env,
      version,
    };
    const reader = await connectCluster(account);
    const client =
      actAs === undefined
        ? reader
        : twoAccounts(reader, await connectCluster({ ...account, ...withoutUndefined(actAs) }));
    const source: Sources = { cluster: reader };
    if (prometheus !== undefined) {
      source.prometheus = connectPrometheus(prometheus);
      prometheuses.set(name, source.prometheus);
    }
    if (traces !== undefined) source.traces = connectTraces(traces);
    if (alertmanager !== undefined) alertmanagers.set(name, connectAlertmanager(alertmanager));
    const silencing = alertmanagers.get(name);
    clusters.set(name, {
      client,
      impersonate,
      ...(silencing === undefined ? {} : { alertmanager: silencing }),
      ...(source.prometheus === undefined ? {} : { prometheus: source.prometheus }),
    });
    sources.set(name, source);
    closers.push(() => {
      client.close();
      source.prometheus?.close();
      source.traces?.close();
      alertmanagers.get(name)?.close();
    });
  }
  return {
    clusters,
    sources,
    alertmanagers,
    prometheus: prometheuses,
    closeClusters: () => closers.forEach((close) => close()),
  };
}

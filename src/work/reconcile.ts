import type { IntakeOptions } from '../incidents/intake-options.ts';
import { reconcileIncident } from '../incidents/reconcile.ts';
import { noWitness, ruleWitness, silentWitness, type Witness } from '../incidents/witness.ts';
import { upstreamView, type UpstreamView } from '../incidents/upstream-view.ts';
import { incidentName, type IncidentSnapshot } from '../model/incident.ts';
import type { Logger } from '../observe/logger.ts';
import type { Store } from '../store/store.ts';
import type { AlertmanagerClient, AlertmanagerLook } from '../telemetry/alertmanager/alertmanager-client.ts';
import { hearListed } from './hear-watchdogs.ts';
import type { PrometheusClient } from '../telemetry/prometheus/prometheus-client.ts';
import { TelemetryError } from '../telemetry/telemetry-error.ts';
import { finished, type WorkHandler } from './worker.ts';

export interface ReconcileTools {
  store: Pick<Store, 'listReconcilable' | 'applyDecision' | 'listWatchdogs' | 'recordWatchdogs'>;
  /** By the cluster's name. */
  alertmanagers: ReadonlyMap<string, Pick<AlertmanagerClient, 'look'>>;
  /** The second witness, where one is configured; by the cluster's name. */
  prometheus?: ReadonlyMap<string, Pick<PrometheusClient, 'rules'>>;
  options: Omit<IntakeOptions, 'now'>;
  /** How often a cluster is looked at; alerts must be missing twice, half of it apart. Milliseconds. */
  everyMs: number;
  now: () => number;
  log: Logger;
  /** What Alertmanager's health is now. */
  report: (cluster: string, state: 'ok' | 'degraded' | 'down', detail: string) => void;
}

/** An Alertmanager with 10,000 alerts answers well within it. */
const lookMs = 10_000;
/** Intake asks for a look at each new alert: a storm must not become as many looks. */
const shortestGapMs = 5_000;
/** Nor may looks take all of the time, when each takes long: then they are so many times as far apart. */
const restFactor = 9;
/** Somebody else changed an incident meanwhile. */
const againMs = 200;

/** Compares a cluster's open incidents with what its Alertmanager lists. While that does not answer, nothing is proven. */
export function createReconcile(tools: ReconcileTools): WorkHandler {
  const lastLook = new Map<string, number>();
  /** How long the last one took. */
  const took = new Map<string, number>();
  return async (cluster) => {
    const client = tools.alertmanagers.get(cluster);
    if (client === undefined) return finished;
    const gap = Math.min(
      Math.max(Math.min(shortestGapMs, tools.everyMs / 2), restFactor * (took.get(cluster) ?? 0)),
      tools.everyMs,
    );
    const wait = (lastLook.get(cluster) ?? -Infinity) + gap - tools.now();
    if (wait > 0) return { againInMs: wait };
    const startedAt = tools.now();
    // Read first: an alert that comes while we look is not missed, it makes the write a conflict.
    const snapshots = await tools.store.listReconcilable(cluster);
    lastLook.set(cluster, tools.now());
    let look: AlertmanagerLook;
    try {
      look = await client.look(lookMs);
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      tools.report(cluster, 'down', `${problem}; open incidents stay as they are`);
      return { againInMs: tools.everyMs, problem };
    }
    tools.report(cluster, look.problems.length === 0 ? 'ok' : 'degraded', look.problems.join('; '));
    const now = tools.now();
    const view = upstreamView(look, now);
    await hearListed(tools.store, cluster, [...view.listed.values()], now);
    const witness = await callWitness(tools, cluster, snapshots, view);
    let conflicts = 0;
    for (const snapshot of snapshots) {
      const options = { ...tools.options, now, apartMs: Math.min(30_000, tools.everyMs / 2), witness };
      const decision = reconcileIncident(snapshot, view, options);
      if (decision === undefined) continue;
      if ((await tools.store.applyDecision(decision)) === 'conflict') {
        conflicts += 1;
        continue;
      }
      const [changed] = decision.changed;
      tools.log.info(
        { incident: incidentName(snapshot.incident), state: changed?.state, reason: changed?.resolveReason },
        'reconciled with Alertmanager',
      );
    }
    took.set(cluster, tools.now() - startedAt);
    if (conflicts > 0) lastLook.delete(cluster);
    return { againInMs: conflicts > 0 ? againMs : tools.everyMs };
  };
}

/** Prometheus is asked only when Alertmanager lists something no more. */
async function callWitness(
  tools: ReconcileTools,
  cluster: string,
  snapshots: readonly IncidentSnapshot[],
  view: UpstreamView,
): Promise<Witness> {
  const client = tools.prometheus?.get(cluster);
  const isMissed = ({ incident, alerts }: IncidentSnapshot): boolean =>
    alerts.some(
      ({ status, fingerprint }) =>
        status === 'firing' &&
        !view.listed.has(fingerprint) &&
        incident.upstream?.seen.includes(fingerprint) === true,
    );
  if (client === undefined || !snapshots.some(isMissed)) return noWitness;
  try {
    return ruleWitness(await client.rules(lookMs));
  } catch (error) {
    // What has no rules API is no witness.
    if (error instanceof TelemetryError && error.status === 404) return noWitness;
    const problem = error instanceof Error ? error.message : String(error);
    tools.log.warn({ cluster, problem }, 'no alert is taken for over while Prometheus does not answer');
    return silentWitness;
  }
}

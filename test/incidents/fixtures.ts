import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseDelivery } from '../../src/alerts/parse-delivery.ts';
import { incidentKeys } from '../../src/incidents/incident-keys.ts';
import type { IntakeOptions } from '../../src/incidents/intake-options.ts';
import { alertIdentity, type Alert, type Delivery } from '../../src/model/alert.ts';
import type { Incident, IncidentSnapshot } from '../../src/model/incident.ts';
import { correlate } from '../../src/incidents/correlate.ts';
import type { IntakeDecision } from '../../src/store/store.ts';

/** One of the captured webhooks, parsed. */
export function captured(name: string): Delivery {
  const parsed = parseDelivery('alertmanager', readFileSync(`test/fixtures/alertmanager/${name}.json`));
  if (parsed.outcome === 'malformed') throw new Error(`${parsed.path}: ${parsed.message}`);
  return parsed.delivery;
}

export const start = Date.parse('2026-11-23T20:41:00Z');

/** An alert of the namespace shop; labels are added to or replace the defaults. */
export function alert(labels: Record<string, string>, rest: Partial<Alert> = {}): Alert {
  const all = { alertname: 'KubePodCrashLooping', namespace: 'shop', severity: 'warning', ...labels };
  const status = rest.status ?? 'firing';
  return {
    source: 'alertmanager',
    fingerprint: createHash('sha256').update(JSON.stringify(all)).digest('hex').slice(0, 16),
    startsAt: start,
    endsAt: status === 'resolved' ? start + 60_000 : null,
    status,
    annotations: {},
    generatorUrl: '',
    ...rest,
    labels: all,
  };
}

export function delivery(alerts: readonly Alert[], rest: Partial<Delivery> = {}): Delivery {
  return {
    source: 'alertmanager',
    receiver: 'middlewatch',
    groupKey: '{}:{}',
    status: alerts.some((one) => one.status === 'firing') ? 'firing' : 'resolved',
    truncatedAlerts: 0,
    groupLabels: {},
    externalUrl: '',
    alerts,
    ...rest,
  };
}

/** A store as plain as can be: what correlation decided so far. */
export class PlainStore {
  readonly alerts = new Map<string, Alert & { incidentId: string }>();
  readonly incidents = new Map<string, Incident>();
  private ids = 0;

  options(now: number): IntakeOptions {
    return {
      now,
      newId: () => `incident-${(this.ids += 1)}`,
      channelFor: (labels) => (labels['severity'] === 'critical' ? '#critical' : '#incidents'),
      defaultCluster: 'prod',
      knownClusters: ['prod', 'staging'],
    };
  }

  deliver(one: Delivery, now: number = start): IntakeDecision {
    const touched = new Set(one.alerts.map((sent) => `${sent.source}/${sent.fingerprint}`));
    const known = [...this.alerts.values()]
      .filter((there) => touched.has(`${there.source}/${there.fingerprint}`))
      .sort((first, second) => second.startsAt - first.startsAt);
    // As in the bot: what is not asked for by key is not seen.
    const keys = new Set(incidentKeys({ delivery: one, known }, this.options(now)));
    const seen = [...this.incidents.values()].filter(
      ({ id, key }) => keys.has(key) || known.some(({ incidentId }) => incidentId === id),
    );
    const decision = correlate(
      {
        delivery: one,
        receivedAt: now,
        known,
        incidents: seen.map((each) => this.snapshot(each)),
      },
      this.options(now),
    );
    for (const row of decision.alerts) this.alerts.set(alertIdentity(row), row);
    for (const incident of decision.opened) this.put({ ...incident, number: this.incidents.size + 1 });
    for (const incident of decision.changed) this.put(incident);
    return decision;
  }

  put(incident: Incident): void {
    this.incidents.set(incident.id, { ...incident, version: incident.version + 1 });
  }

  /** The only incident. */
  only(): Incident {
    const all = [...this.incidents.values()];
    if (all.length !== 1 || all[0] === undefined) throw new Error(`${all.length} incidents`);
    return all[0];
  }

  private snapshot(incident: Incident): IncidentSnapshot {
    const alerts = [...this.alerts.values()].filter((one) => one.incidentId === incident.id);
    return { incident, alerts, context: undefined };
  }
}

/** One alert of a webhook body, version 4. */
export interface WireAlert {
  labels: Readonly<Record<string, string>>;
  status?: 'firing' | 'resolved';
  startsAt?: string;
  annotations?: Readonly<Record<string, string>>;
  generatorURL?: string;
}

const started = '2026-11-24T03:12:00.000Z';

/** A whole body as Alertmanager 0.34 sends it; the fingerprint follows from the labels. */
export function webhook(...alerts: readonly WireAlert[]): unknown {
  return {
    receiver: 'middlewatch',
    status: alerts.some((alert) => alert.status !== 'resolved') ? 'firing' : 'resolved',
    alerts: alerts.map((alert) => ({
      status: alert.status ?? 'firing',
      labels: alert.labels,
      annotations: alert.annotations ?? {},
      startsAt: alert.startsAt ?? started,
      endsAt: alert.status === 'resolved' ? '2026-11-24T03:40:00.000Z' : '0001-01-01T00:00:00Z',
      generatorURL: alert.generatorURL ?? '',
      fingerprint: fingerprint(alert.labels),
    })),
    groupLabels: {},
    commonLabels: {},
    commonAnnotations: {},
    externalURL: 'http://alertmanager.example',
    version: '4',
    groupKey: '{}:{}',
    truncatedAlerts: 0,
    notification_reason: 'first notification',
  };
}

function fingerprint(labels: Readonly<Record<string, string>>): string {
  let hash = 0xcbf29ce484222325n;
  for (const character of JSON.stringify(Object.entries(labels).sort())) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(character.codePointAt(0) ?? 0)) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, '0');
}

/** What kube-prometheus fires for a crash-looping pod of checkout. */
export function crashLooping(pod: string, more: Partial<WireAlert> = {}): WireAlert {
  return {
    labels: {
      alertname: 'KubePodCrashLooping',
      severity: 'warning',
      namespace: 'shop',
      pod,
      container: 'checkout',
      reason: 'CrashLoopBackOff',
      job: 'kube-state-metrics',
      instance: '10.244.0.9:8443',
    },
    ...more,
  };
}

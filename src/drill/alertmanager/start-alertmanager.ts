import { createHash } from 'node:crypto';
import type { RuleAlert } from '../prometheus/alerting-rules.ts';
import { keyOf, type Labels } from '../prometheus/time-series.ts';
import type { HeldAlert } from './start-api.ts';

export interface AlertmanagerOptions {
  /** The bot's webhook, with the bearer token that it wants. */
  webhookUrl: string;
  token: string;
  /** Labels that make a group; kube-prometheus groups by namespace. */
  groupBy: readonly string[];
  groupWaitMs: number;
  groupIntervalMs: number;
  repeatIntervalMs: number;
  prometheusUrl: string;
  now: () => number;
  /** Whether a silence mutes an alert with these labels now. @default never */
  isSilenced?: (labels: Labels) => boolean;
  /** Told about each delivery and its status (0: no answer). */
  onDelivery?: (groupKey: string, status: number) => void;
}

export interface SimulatedAlertmanager {
  /** Takes what Prometheus evaluated. */
  receive(alerts: readonly RuleAlert[]): void;
  /** What fires, as its API lists it. */
  held(): readonly HeldAlert[];
  /** Forgets all groups: as after a restart without storage. */
  forget(): void;
  stop(): Promise<void>;
}

interface Group {
  key: string;
  labels: Labels;
  alerts: Map<string, RuleAlert>;
  /** Identities and states of the last delivery that got 2xx. */
  sent: ReadonlySet<string>;
  sentAt: number;
  nextFlushAt: number;
  flushing: boolean;
}

/** https://prometheus.io/docs/alerting/latest/configuration/#webhook_config, version 4; truncation is off (max_alerts: 0). */
const zeroTime = '0001-01-01T00:00:00Z';
const requestDeadlineMs = 10_000;

/**
 * The drill's Alertmanager: groups, waits, sends what Alertmanager sends, tries again on 5xx and connection errors with
 * growing pauses, gives a 4xx up until the next group_interval.
 */
export function startAlertmanager(options: AlertmanagerOptions): SimulatedAlertmanager {
  const groups = new Map<string, Group>();
  const firing = new Map<string, RuleAlert>();
  const stopping = new AbortController();
  const flushes = new Set<Promise<void>>();

  const flush = async (group: Group): Promise<void> => {
    const alerts = [...group.alerts.values()]
      .filter((alert) => options.isSilenced?.(alert.labels) !== true)
      .sort((one, other) => (keyOf(one.labels) < keyOf(other.labels) ? -1 : 1));
    const states = alerts.map((alert) => `${keyOf(alert.labels)} ${alert.state} ${alert.firedAt ?? 0}`);
    // As in notify.go: fewer firing alerts are no news, so neither is the end of a silence over what was told before.
    const news = states.some((state) => !group.sent.has(state));
    const due = news || options.now() - group.sentAt >= options.repeatIntervalMs;
    if (alerts.length > 0 && due) {
      if (!(await deliver(options, group, alerts, stopping.signal))) return;
      group.sent = new Set(states);
      group.sentAt = options.now();
    }
    for (const [key, alert] of group.alerts) {
      // Resolved ones appear once; under a silence never: Alertmanager forgets them untold.
      const told = alerts.includes(alert) || options.isSilenced?.(alert.labels) === true;
      if (alert.state === 'resolved' && told) group.alerts.delete(key);
    }
    if (group.alerts.size === 0) groups.delete(group.key);
  };

  const timer = setInterval(() => {
    for (const group of groups.values()) {
      if (group.flushing || options.now() < group.nextFlushAt) continue;
      group.flushing = true;
      const running = flush(group).finally(() => {
        group.flushing = false;
        group.nextFlushAt = options.now() + options.groupIntervalMs;
        flushes.delete(running);
      });
      flushes.add(running);
    }
  }, 100);

  return {
    held: () => [...firing.values()].map((alert) => heldAlert(options, alert)),
    receive(alerts) {
      for (const alert of alerts) {
        if (alert.state === 'pending') continue;
        if (alert.state === 'firing') firing.set(keyOf(alert.labels), alert);
        else firing.delete(keyOf(alert.labels));
        const labels = Object.fromEntries(
          options.groupBy.flatMap((name) =>
            alert.labels[name] === undefined ? [] : [[name, alert.labels[name]]],
          ),
        );
        const key = `{}:{${Object.entries(labels)
          .map(([name, value]) => `${name}="${value}"`)
          .join(', ')}}`;
        const group = groups.get(key);
        if (group === undefined) {
          // What resolved before anybody heard of it is never sent.
          if (alert.state === 'resolved') continue;
          const first = {
            key,
            labels,
            alerts: new Map([[keyOf(alert.labels), alert]]),
            sent: new Set<string>(),
            sentAt: 0,
            flushing: false,
          };
          groups.set(key, { ...first, nextFlushAt: options.now() + options.groupWaitMs });
        } else if (alert.state === 'firing' || group.alerts.has(keyOf(alert.labels))) {
          group.alerts.set(keyOf(alert.labels), alert);
        }
      }
    },
    forget() {
      groups.clear();
      firing.clear();
    },
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await Promise.all(flushes);
    },
  };
}

async function deliver(
  options: AlertmanagerOptions,
  group: Group,
  alerts: readonly RuleAlert[],
  stop: AbortSignal,
): Promise<boolean> {
  const body = JSON.stringify(payload(options, group, alerts));
  // One flush tries again until its context ends: max(10 s, group_interval), as notify.go does.
  const giveUpAt = options.now() + Math.max(10_000, options.groupIntervalMs);
  for (let pauseMs = 500; ; pauseMs = Math.min(pauseMs * 1.5, 60_000)) {
    let status = 0;
    try {
      const answer = await fetch(options.webhookUrl, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${options.token}`,
          'user-agent': 'Alertmanager/0.34.0',
        },
        body,
        signal: AbortSignal.any([stop, AbortSignal.timeout(requestDeadlineMs)]),
      });
      status = answer.status;
      await answer.arrayBuffer();
    } catch (error) {
      if (stop.aborted) return false;
      if (!(error instanceof Error)) throw error;
    }
    options.onDelivery?.(group.key, status);
    if (status >= 200 && status < 300) return true;
    const retriable = status === 0 || status >= 500;
    if (!retriable || options.now() + pauseMs > giveUpAt) return false;
    await pause(pauseMs, stop);
  }
}

async function pause(milliseconds: number, stop: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    stop.addEventListener('abort', end, { once: true });
  });
}

function payload(options: AlertmanagerOptions, group: Group, alerts: readonly RuleAlert[]): unknown {
  const firing = alerts.some((alert) => alert.state === 'firing');
  return {
    receiver: 'middlewatch',
    status: firing ? 'firing' : 'resolved',
    alerts: alerts.map((alert) => ({
      status: alert.state === 'firing' ? 'firing' : 'resolved',
      labels: alert.labels,
      annotations: alert.annotations,
      startsAt: new Date(alert.firedAt ?? alert.activeAt).toISOString(),
      endsAt: alert.resolvedAt === undefined ? zeroTime : new Date(alert.resolvedAt).toISOString(),
      generatorURL: generatorUrl(options, alert),
      fingerprint: fingerprintOf(alert),
    })),
    groupLabels: group.labels,
    commonLabels: common(alerts.map((alert) => alert.labels)),
    commonAnnotations: common(alerts.map((alert) => alert.annotations)),
    externalURL: 'http://alertmanager.drill.invalid',
    version: '4',
    groupKey: group.key,
    truncatedAlerts: 0,
  };
}

function generatorUrl({ prometheusUrl }: AlertmanagerOptions, { rule }: RuleAlert): string {
  return `${prometheusUrl}/graph?g0.expr=${encodeURIComponent(rule.expr).replaceAll('%20', '+')}&g0.tab=1`;
}

function fingerprintOf({ labels }: RuleAlert): string {
  return createHash('sha256').update(keyOf(labels)).digest('hex').slice(0, 16);
}

function heldAlert(options: AlertmanagerOptions, alert: RuleAlert): HeldAlert {
  return {
    fingerprint: fingerprintOf(alert),
    labels: alert.labels,
    annotations: alert.annotations,
    startsAt: new Date(alert.firedAt ?? alert.activeAt).toISOString(),
    updatedAt: new Date(alert.seenAt).toISOString(),
    // Prometheus says an end four evaluations (at least four minutes) ahead, again and again.
    endsAt: new Date(alert.seenAt + 240_000).toISOString(),
    generatorURL: generatorUrl(options, alert),
  };
}

function common(list: readonly Labels[]): Labels {
  const [first, ...others] = list;
  return Object.fromEntries(
    Object.entries(first ?? {}).filter(([name, value]) => others.every((one) => one[name] === value)),
  );
}

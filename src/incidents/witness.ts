import type { Alert } from '../model/alert.ts';
import { alertName } from '../model/alert.ts';
import type { AlertRule } from '../telemetry/prometheus/prometheus-client.ts';

/** What Prometheus says of an alert that Alertmanager does not list. */
export type Testimony =
  /** It fires: Alertmanager lost it. */
  | 'firing'
  /** It waits to fire, maybe again: after a restart Prometheus needs a while to know. Nothing is concluded. */
  | 'pending'
  /** The rule is there, was evaluated without a fault, and has no such alert. */
  | 'inactive'
  /** No Prometheus is configured, or it has no such rule (another one, Loki or a script sent the alert). */
  | 'not-its-rule'
  /** It does not answer. A dead Prometheus makes Alertmanager forget all its alerts within 4 minutes: nothing is proven. */
  | 'no-answer';

export type Witness = (alert: Pick<Alert, 'labels'>) => Testimony;

export const noWitness: Witness = () => 'not-its-rule';
export const silentWitness: Witness = () => 'no-answer';

/** Prometheus as the second witness, from the list of its rules. Pure. */
export function ruleWitness(rules: readonly AlertRule[]): Witness {
  const byName = Map.groupBy(rules, ({ name }) => name);
  return (alert) => {
    const named = byName.get(alertName(alert)) ?? [];
    if (named.length === 0) return 'not-its-rule';
    const same = named.flatMap(({ alerts }) => alerts).filter(({ labels }) => isSame(alert.labels, labels));
    if (same.some(({ state }) => state === 'firing')) return 'firing';
    if (same.length > 0) return 'pending';
    // A rule that cannot be evaluated keeps nothing up to date.
    return named.every(({ evaluated }) => evaluated) ? 'inactive' : 'no-answer';
  };
}

/**
 * Prometheus adds external labels and relabels on the way to Alertmanager: labels that only one of them has prove nothing,
 * one label that differs makes it another alert.
 */
function isSame(sent: Readonly<Record<string, string>>, ruled: Readonly<Record<string, string>>): boolean {
  return Object.entries(ruled).every(([name, value]) => (sent[name] ?? value) === value);
}

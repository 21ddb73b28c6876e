import type { Alert } from '../model/alert.ts';

/** Alerts that fire by design and name nothing ill: the dead man's switch, and the one that mutes `info` alerts. */
const noise: ReadonlySet<string> = new Set(['Watchdog', 'InfoInhibitor', 'DeadMansSwitch', 'DeadMansSnitch']);

/** True for an alert that never opens an incident. */
export function isNoise(alert: Pick<Alert, 'labels'>): boolean {
  return noise.has(alert.labels['alertname'] ?? '');
}

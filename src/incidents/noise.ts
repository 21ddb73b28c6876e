import type { Alert } from '../model/alert.ts';

/** Alerts that fire by design and name nothing ill: the dead man's switch, and the one that mutes `info` alerts. */
const noise: ReadonlySet<string> = new Set(['Watchdog', 'InfoInhibitor', 'DeadMansSwitch', 'DeadMansSnitch']);

/** Alert names that the operator calls noise, besides those. */
export interface NoiseNames {
  noise?: readonly string[];
}

/** True for an alert that never opens an incident. */
export function isNoise(alert: Pick<Alert, 'labels'>, names: NoiseNames = {}): boolean {
  const name = alert.labels['alertname'] ?? '';
  return noise.has(name) || names.noise?.includes(name) === true;
}

import type { Alert } from '../model/alert.ts';
import type { IntakeView } from '../store/store.ts';
import { chooseSubject, type ClusterNames } from './choose-subject.ts';
import { incidentKey } from './incident-key.ts';
import { isNoise } from './noise.ts';

/** The keys of all incidents that a delivery's alerts could belong to: correlation needs to see no others. */
export function incidentKeys(
  { delivery, known }: Pick<IntakeView, 'delivery' | 'known'>,
  clusters: ClusterNames,
): string[] {
  const keyOf = (alert: Alert): string => incidentKey(chooseSubject(alert, clusters).subject, alert);
  return [...new Set([...delivery.alerts, ...known].filter((alert) => !isNoise(alert)).map(keyOf))];
}

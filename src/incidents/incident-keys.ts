import type { IntakeView } from '../store/store.ts';
import { chooseSubject, type ClusterNames } from './choose-subject.ts';
import { incidentKey } from './incident-key.ts';
import { namedNodes, nodeKey } from './link-incidents.ts';
import { isNoise } from './noise.ts';

/**
 * The keys of all incidents that a delivery's alerts could belong to, and of the nodes that they name: correlation needs
 * to see no others.
 */
export function incidentKeys(
  { delivery, known }: Pick<IntakeView, 'delivery' | 'known'>,
  clusters: ClusterNames,
): string[] {
  const keys = new Set<string>();
  for (const alert of [...delivery.alerts, ...known]) {
    if (isNoise(alert)) continue;
    const { subject } = chooseSubject(alert, clusters);
    keys.add(incidentKey(subject, alert));
    for (const node of namedNodes([alert])) keys.add(nodeKey(subject.cluster, node));
  }
  return [...keys];
}

import { onTestFinished } from 'vitest';
import { collectContext } from '../../../src/context/collect-context.ts';
import type { Sources } from '../../../src/context/collector.ts';
import type { Alert } from '../../../src/model/alert.ts';
import type { Evidence, EvidenceKind } from '../../../src/model/evidence.ts';
import type { Subject } from '../../../src/model/subject.ts';
import { startObjectServer, type ObjectServer, type ObjectWorld } from './object-server.ts';
import { now } from './shop-world.ts';

export const checkout: Subject = { cluster: 'prod', kind: 'Deployment', namespace: 'shop', name: 'checkout' };

/** Starts the world, collects, and stops it when the test ends. */
export async function collected(
  world: ObjectWorld,
  subject: Subject = checkout,
  options: { deadlineMs?: number; sources?: Sources; alerts?: Alert[] } = {},
): Promise<{ evidence: Evidence[]; server: ObjectServer }> {
  const server = await startObjectServer(world);
  onTestFinished(() => server.stop());
  const evidence = await collectContext({
    incident: { subject, clusterKnown: true },
    alerts: options.alerts ?? [],
    sources: { cluster: server.cluster, ...options.sources },
    now: () => now,
    deadlineMs: options.deadlineMs ?? 5000,
  });
  return { evidence, server };
}

export function only<Kind extends EvidenceKind>(
  evidence: readonly Evidence[],
  kind: Kind,
): Extract<Evidence, { kind: Kind }>[] {
  return evidence.filter((entry): entry is Extract<Evidence, { kind: Kind }> => entry.kind === kind);
}

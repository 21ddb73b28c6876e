import type { Evidence, NodeFacts, WorkloadFacts } from '../model/evidence.ts';
import type { Subject } from '../model/subject.ts';

/** How the object is, whatever its alerts say. */
export type Illness =
  { state: 'healthy' } | { state: 'unknown' } | { state: 'ill'; /** A clause, foreign text. */ text: string };

/** Reads the state of an incident's own object from what the collectors saw; other objects do not count. Pure. */
export function illnessOf(subject: Subject, evidence: readonly Evidence[]): Illness {
  const own = evidence.flatMap((one): Illness[] => {
    if (one.about?.kind !== subject.kind || !isNamed(one, subject.name)) return [];
    if (one.kind === 'workload') return [ofWorkload(subject.name, one.data)];
    if (one.kind === 'node') return [ofNode(one.about.name, one.data)];
    if (one.kind === 'pod') {
      const { ready, phase } = one.data;
      const fine = ready || phase === 'Succeeded';
      return [
        fine ? { state: 'healthy' } : { state: 'ill', text: `pod ${subject.name} is not ready (${phase})` },
      ];
    }
    return [];
  });
  return own.find(({ state }) => state === 'ill') ?? own[0] ?? { state: 'unknown' };
}

/** An alert may name a node by its address. */
function isNamed(one: Evidence, name: string): boolean {
  return one.about?.name === name || (one.kind === 'node' && one.data.addresses.includes(name));
}

function ofWorkload(name: string, facts: WorkloadFacts): Illness {
  // A Job's pods end: that they are not ready says nothing.
  if (facts.kind === 'Job' || facts.kind === 'CronJob') return { state: 'unknown' };
  const missing = facts.replicas - facts.readyReplicas;
  if (missing > 0) {
    const verb = missing === 1 && facts.replicas === 1 ? 'is' : 'are';
    return { state: 'ill', text: `${missing} of ${facts.replicas} pods of ${name} ${verb} not ready` };
  }
  const stuck = facts.conditions.some(
    ({ type, status, reason }) =>
      type === 'Progressing' && status === 'False' && reason === 'ProgressDeadlineExceeded',
  );
  return stuck ? { state: 'ill', text: `the rollout of ${name} is stuck` } : { state: 'healthy' };
}

function ofNode(name: string, { ready, pressures }: NodeFacts): Illness {
  if (ready !== 'True') return { state: 'ill', text: `node ${name} is not ready` };
  if (pressures.length > 0) return { state: 'ill', text: `node ${name} has ${pressures.join(', ')}` };
  return { state: 'healthy' };
}

import type { ChangeFacts, RevisionFacts } from '../model/evidence.ts';
import type { ActionParameters } from '../model/action.ts';
import { durationInWords } from '../model/duration-in-words.ts';
import {
  evidenceOf,
  reportTimes,
  workloadReference,
  type EvidenceAbout,
  type Observation,
} from './observation.ts';

/**
 * How long before the first report a rollout can have been to be its cause: kube-prometheus waits up to 15 minutes before
 * it fires, a slow rollout of many pods takes longer.
 */
const longestBefore = 60 * 60_000;

/** Clocks of Prometheus and the API server differ, and alerts of other kinds may have fired just before. */
export const clockSlack = 60_000;

export interface Rollout {
  change: EvidenceAbout<'change'>;
  current: RevisionFacts;
  previous: RevisionFacts;
  /** Milliseconds since the epoch. */
  at: number;
  /** `revision 14 was rolled out, 3 minutes before the alert`: no "ago", which would be wrong later. */
  words: string;
}

/** The rollout shortly before the trouble, when there was one that changed something. */
export function recentRollout(observation: Observation): Rollout | undefined {
  const [change] = evidenceOf(observation, 'change');
  if (change?.data.previous === undefined || !changesSomething(change.data)) return undefined;
  const { current, previous } = change.data;
  const at = current.activeSince ?? current.createdAt;
  // The first report after it; a rollout that came after all reports was an answer to them, not their cause.
  const before = Math.min(...reportTimes(observation).filter((time) => time >= at - clockSlack)) - at;
  if (before > longestBefore) return undefined;
  const when = before < 1000 ? 'just as the alert fired' : `${durationInWords(before)} before the alert`;
  return { change, current, previous, at, words: `revision ${current.revision} was rolled out, ${when}` };
}

/** A restart by `kubectl rollout restart` makes a revision whose template only carries another time. */
function changesSomething(change: ChangeFacts): boolean {
  const restartOnly = change.differences.every((line) => line.includes('kubectl.kubernetes.io/restartedAt'));
  return change.differences.length === 0 || !restartOnly;
}

export interface PodsByRevision {
  current: EvidenceAbout<'pod'>[];
  /** Of any other revision. */
  others: EvidenceAbout<'pod'>[];
}

/** The pods of the current revision and the rest, told apart by their ReplicaSet. */
export function podsByRevision(observation: Observation, rollout: Rollout): PodsByRevision {
  const pods = evidenceOf(observation, 'pod');
  const isCurrent = (pod: EvidenceAbout<'pod'>): boolean =>
    pod.data.controllerUid !== undefined
      ? pod.data.controllerUid === rollout.current.uid
      : pod.data.controllerName === rollout.current.name;
  return { current: pods.filter(isCurrent), others: pods.filter((pod) => !isCurrent(pod)) };
}

/**
 * The way back, where there is one: Deployments and Argo Rollouts are rolled back, and a paused one would not move. While
 * a Rollout's new version is on its way beside the stable one, aborting it is quicker and changes less.
 */
export function rollbackOf(observation: Observation, rollout: Rollout): ActionParameters[] {
  const target = workloadReference(observation);
  const [workload] = evidenceOf(observation, 'workload');
  if (workload?.data.paused === true) return [];
  // Flagger makes its primary from the target, and makes it so again.
  if (workload?.data.operatedBy?.kind === 'Canary') return [];
  const rollback: ActionParameters = { action: 'rollback', target, revision: rollout.previous.revision };
  if (target.kind === 'Deployment') return [rollback];
  if (target.kind !== 'Rollout') return [];
  const delivery = workload?.data.delivery;
  return [
    ...(delivery?.underWay === true && !delivery.aborted
      ? [{ action: 'abort-rollout' as const, target }]
      : []),
    rollback,
  ];
}

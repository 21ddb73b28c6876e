import { isOutOfMemory, recentDeath } from './illness.ts';
import {
  evidenceOf,
  workloadReference,
  type EvidenceAbout,
  type Observation,
  type Signature,
} from './observation.ts';
import { podsByRevision, recentRollout, rollbackOf } from './rollout.ts';
import { shortReference } from '../model/object-reference.ts';
import type { ActionParameters } from '../model/action.ts';
import type { ContainerFacts } from '../model/evidence.ts';

/** A container was killed for its memory within the last hour, as its status says in so many words. */
export const outOfMemory: Signature = (observation) => {
  const killed = evidenceOf(observation, 'pod').filter(
    (pod) => killedContainer(pod, observation.now) !== undefined,
  );
  const [worst] = killed;
  const container = worst === undefined ? undefined : killedContainer(worst, observation.now);
  if (worst === undefined || container === undefined) return undefined;
  const why =
    container.memoryLimit === undefined
      ? 'it has no memory limit, so that its node ran out'
      : `it passed its limit of ${container.memoryLimit}`;
  const since = sinceRollout(observation, killed);
  const restarts = container.restartCount === 1 ? '1 restart' : `${container.restartCount} restarts`;
  return {
    code: 'out-of-memory',
    confidence: 'certain',
    score: 90,
    sentence:
      `Container ${container.name} of ${shortReference(workloadReference(observation))} was killed for its memory ` +
      `(${restarts}): ${why}${since === undefined ? '' : `, since ${since.words}`}`,
    cites: [...killed.map((pod) => pod.id), ...(since === undefined ? [] : [since.id])],
    actions: since?.actions ?? [],
  };
};

function killedContainer(pod: EvidenceAbout<'pod'>, now: number): ContainerFacts | undefined {
  return pod.data.containers.find((container) => isOutOfMemory(recentDeath(container, now)));
}

/** The rollout that brought it, when only pods of the new revision are killed. */
function sinceRollout(
  observation: Observation,
  killed: readonly EvidenceAbout<'pod'>[],
): { id: string; words: string; actions: ActionParameters[] } | undefined {
  const rollout = recentRollout(observation);
  if (rollout === undefined) return undefined;
  const { current } = podsByRevision(observation, rollout);
  if (!killed.every((pod) => current.includes(pod))) return undefined;
  return { id: rollout.change.id, words: rollout.words, actions: rollbackOf(observation, rollout) };
}

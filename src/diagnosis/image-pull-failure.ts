import { shortReference } from '../model/object-reference.ts';
import { unpulledContainer } from './illness.ts';
import {
  evidenceOf,
  workloadReference,
  type EvidenceAbout,
  type Observation,
  type Signature,
} from './observation.ts';
import { pullProblem, pullProblemWords, type PullProblem } from './pull-problem.ts';
import { podsByRevision, recentRollout, rollbackOf, type Rollout } from './rollout.ts';

/** A container waits for an image that cannot be pulled, now. */
export const imagePullFailure: Signature = (observation) => {
  const waiting = evidenceOf(observation, 'pod').filter((pod) => unpulledContainer(pod.data) !== undefined);
  const [worst] = waiting;
  const container = worst === undefined ? undefined : unpulledContainer(worst.data);
  if (worst === undefined || container === undefined) return undefined;
  const event = evidenceOf(observation, 'event').find(
    (one) => one.data.reason === 'Failed' && /pull/i.test(one.data.message) && isAbout(one, waiting),
  );
  const problem = pullProblem(
    [container.state.reason, container.state.message, event?.data.message].filter(Boolean).join(' '),
  );
  const rollout = recentRollout(observation);
  const guilty =
    rollout !== undefined && isBroughtBy(observation, rollout, waiting, problem) ? rollout : undefined;
  const object = shortReference(workloadReference(observation));
  return {
    code: 'image-pull-failure',
    confidence: 'certain',
    score: 92,
    sentence:
      `${object} cannot pull ${container.image}: ${pullProblemWords[problem]}` +
      (guilty === undefined ? '' : `, since ${guilty.words}`),
    cites: [
      ...waiting.map((pod) => pod.id),
      ...(event === undefined ? [] : [event.id]),
      ...(guilty === undefined ? [] : [guilty.change.id]),
    ],
    actions: guilty === undefined ? [] : rollbackOf(observation, guilty),
  };
};

function isAbout(event: EvidenceAbout<'event'>, pods: readonly EvidenceAbout<'pod'>[]): boolean {
  return pods.some((pod) => pod.about?.name === event.data.object.name);
}

/**
 * Going back helps only where the rollout brought another image, no pod of the new revision ever got it, and none of the
 * old revision waits too. A registry that is down or throttles would refuse the old image as well.
 */
function isBroughtBy(
  observation: Observation,
  rollout: Rollout,
  waiting: readonly EvidenceAbout<'pod'>[],
  problem: PullProblem,
): boolean {
  if (problem === 'network' || problem === 'rate-limit') return false;
  const { current } = podsByRevision(observation, rollout);
  const oldImages = new Set(rollout.previous.images);
  return (
    waiting.every((pod) => {
      const image = unpulledContainer(pod.data)?.image;
      return current.includes(pod) && image !== undefined && !oldImages.has(image);
    }) && current.every((pod) => waiting.includes(pod))
  );
}

import { alertName } from '../model/alert.ts';
import { shortReference } from '../model/object-reference.ts';
import { crashedContainer, recentDeath } from './illness.ts';
import { evidenceOf, workloadReference, type Observation, type Signature } from './observation.ts';
import { clockSlack, podsByRevision, recentRollout, rollbackOf, type Rollout } from './rollout.ts';

/** Pods of the newest revision crash, those of others do not, and the rollout came shortly before the alert. */
export const crashAfterRollout: Signature = (observation) => {
  const rollout = recentRollout(observation);
  if (rollout === undefined) return undefined;
  const { current, others } = podsByRevision(observation, rollout);
  const isCrashing = (pod: (typeof current)[number]): boolean =>
    crashedContainer(pod.data, observation.now) !== undefined;
  const crashing = current.filter(isCrashing);
  const [worst] = crashing;
  // Crashes of both revisions have a cause that was there before.
  if (worst === undefined || others.some(isCrashing) || crashedBefore(observation, rollout)) return undefined;
  const wellBefore = others.some((pod) => pod.data.ready);
  // A new pod that runs well makes it less certain: perhaps it is the node, or the data.
  const wellNow = current.some((pod) => pod.data.ready && !isCrashing(pod));
  const logs = evidenceOf(observation, 'logs').find((one) =>
    crashing.some((pod) => pod.about?.name === one.data.pod),
  );
  const container = crashedContainer(worst.data, observation.now);
  const death = container === undefined ? undefined : recentDeath(container, observation.now);
  const exit =
    death?.exitCode === undefined ? (container?.state.reason ?? '') : `exit code ${death.exitCode}`;
  return {
    code: 'crash-after-rollout',
    confidence: wellNow ? 'possible' : wellBefore ? 'certain' : 'likely',
    score: wellNow ? 50 : wellBefore ? 95 : 85,
    sentence: `${shortReference(workloadReference(observation))} crashes (${exit}) since ${rollout.words}`,
    cites: [rollout.change.id, ...crashing.map((pod) => pod.id), ...(logs === undefined ? [] : [logs.id])],
    actions: rollbackOf(observation, rollout),
  };
};

/** The old pods may be gone, but their crash alert went on until they were replaced, or goes on. */
function crashedBefore({ alerts }: Observation, { at }: Rollout): boolean {
  return alerts.some(
    (alert) =>
      /crash|restart/i.test(alertName(alert)) &&
      alert.startsAt < at - clockSlack &&
      (alert.endsAt ?? Infinity) > at,
  );
}

import type { ActionParameters } from '../model/action.ts';
import type { MetricFacts, WorkloadFacts } from '../model/evidence.ts';
import { shortReference } from '../model/object-reference.ts';
import { crashedContainer, isOutOfMemory, recentDeath, unpulledContainer } from './illness.ts';
import {
  evidenceOf,
  workloadReference,
  type EvidenceAbout,
  type Observation,
  type Signature,
} from './observation.ts';
import { recentRollout } from './rollout.ts';

/** Metrics that fall when there are more replicas. */
const loadWords =
  /cpu|request|rps|qps|latency|duration|response_time|in_?flight|concurren|queue|backlog|utili[sz]ation|saturation|throttl|connections|load/i;

/** Metrics that more replicas do not help: errors, deaths, disks, and memory (which leaks in each replica alike). */
const otherWords = /error|fail|5\.\.|status=|restart|memory|filesystem|disk|volume|expir|\bup\b/i;

/** At most this many times the replicas at once: the metric is a guess of the need, and new pods cost the nodes. */
const mostGrowth = 3;

/** Healthy pods, all there, more load than they carry, and no autoscaler that still has room. */
export const loadAboveCapacity: Signature = (observation) => {
  const [workload] = evidenceOf(observation, 'workload');
  if (workload === undefined || !isWhole(workload.data) || !areWell(observation)) return undefined;
  const { autoscaler, replicas } = workload.data;
  const metric = evidenceOf(observation, 'metric').find((one) => isLoad(one.data) && isAbove(one.data));
  if (autoscaler !== undefined) {
    if (!autoscaler.atMaximum) return undefined;
    return finding(observation, workload, metric, {
      certain: metric !== undefined,
      why: `its autoscaler ${autoscaler.name} is at its maximum of ${autoscaler.maxReplicas}`,
      // A plain scale would be taken back by the autoscaler: its maximum has to rise.
      actions: [],
    });
  }
  if (metric === undefined) return undefined;
  const target = workloadReference(observation);
  const canScale = ['Deployment', 'StatefulSet', 'Rollout'].includes(target.kind);
  return finding(observation, workload, metric, {
    certain: false,
    why: `its ${replicas} ${replicas === 1 ? 'replica carries' : 'replicas carry'} it alone, no autoscaler helps`,
    actions: canScale ? [{ action: 'scale', target, replicas: neededReplicas(replicas, metric.data) }] : [],
  });
};

function finding(
  observation: Observation,
  workload: EvidenceAbout<'workload'>,
  metric: EvidenceAbout<'metric'> | undefined,
  conclusion: { certain: boolean; why: string; actions: ActionParameters[] },
): ReturnType<Signature> {
  // After a rollout the new version may just be slow: the load is a guess then.
  const rollout = recentRollout(observation);
  const times = metric === undefined ? undefined : timesThreshold(metric.data);
  const above = times === undefined ? '' : ` (${times.toFixed(1)} times the threshold)`;
  return {
    code: 'load-above-capacity',
    confidence: rollout !== undefined ? 'possible' : conclusion.certain ? 'certain' : 'likely',
    score: rollout !== undefined ? 45 : conclusion.certain ? 80 : 70,
    sentence: `${shortReference(workloadReference(observation))} has more load than it can carry${above}: ${conclusion.why}${rollout === undefined ? '' : `; but ${rollout.words}`}`,
    cites: [
      workload.id,
      ...(metric === undefined ? [] : [metric.id]),
      ...(rollout === undefined ? [] : [rollout.change.id]),
    ],
    actions: conclusion.actions,
  };
}

/** All replicas are there: else capacity is lost, which is another cause. */
function isWhole(workload: WorkloadFacts): boolean {
  return (
    workload.replicas > 0 &&
    workload.readyReplicas >= workload.replicas &&
    workload.updatedReplicas >= workload.replicas
  );
}

function areWell({ evidence, now }: Observation): boolean {
  return evidenceOf({ evidence }, 'pod').every(
    ({ data }) =>
      crashedContainer(data, now) === undefined &&
      unpulledContainer(data) === undefined &&
      data.unschedulable === undefined &&
      !data.containers.some((container) => isOutOfMemory(recentDeath(container, now))),
  );
}

function isLoad(metric: MetricFacts): boolean {
  return loadWords.test(metric.plotted) && !otherWords.test(metric.plotted);
}

function isAbove(metric: MetricFacts): boolean {
  const { comparison } = metric;
  const times = timesThreshold(metric);
  return (comparison === '>' || comparison === '>=') && times !== undefined && times > 1;
}

function timesThreshold(metric: MetricFacts): number | undefined {
  const { threshold, lastValue } = metric;
  if (threshold === undefined || lastValue === undefined || !(threshold > 0)) return undefined;
  const times = lastValue / threshold;
  return Number.isFinite(times) ? times : undefined;
}

/** Two samples never measure the same: a sliver above a whole replica is no reason for one more. */
const sliver = 0.05;

/** As the HorizontalPodAutoscaler reckons: ceil(replicas × value / target), one more at least. */
function neededReplicas(replicas: number, metric: MetricFacts): number {
  const needed = Math.ceil(replicas * (timesThreshold(metric) ?? 1) - sliver);
  return Math.min(Math.max(needed, replicas + 1), replicas * mostGrowth);
}

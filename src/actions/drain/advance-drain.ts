import { ClusterError } from '../../cluster/cluster-client.ts';
import type { JsonObject } from '../../model/json.ts';
import { isRefusal, type ActionTools } from '../action.ts';
import { jsonAt } from '../json-at.ts';
import { readNode } from '../node-scheduling.ts';
import { planDigest } from '../plan-digest.ts';
import type { ReadTarget } from '../read-target.ts';
import { refusalOf } from '../refusal-of.ts';
import { whyStopped, type FinishedStep, type StepsOptions, type StepsResult } from '../steps.ts';
import { controllersDifference } from './controllers-difference.ts';
import { cordonFirst } from './cordon-first.ts';
import { DrainReport } from './drain-report.ts';
import { evictPods } from './evict-pods.ts';
import { controllerKey, isLeaving, podName } from './judge-pod.ts';
import { drainFacts, exactDrain } from './prepare-drain.ts';
import { readNodePods, type NodePods } from './read-node-pods.ts';
import { identityOfPod } from './rehearse.ts';
import { waitingFor } from './waiting-for.ts';

/** While pods end or new ones get ready; kubectl asks a budget again after 5 s. */
const lookEveryMs = 2000;
const budgetEveryMs = 5000;

/**
 * One pass of a drain: cordon, then evict what is still there, then look again until nothing is left. What is to be done
 * follows from the cluster; the store only tells which evictions have left, so that a new process goes on where the old
 * one was killed. A pod that is ending or gone is never evicted again, and each eviction names the pod by its uid.
 */
export async function advanceDrain(tools: ActionTools, options: StepsOptions): Promise<StepsResult> {
  const { plan, steps, sending } = options;
  const report = new DrainReport(plan.target.name, options);
  const read = await readNodeOf(tools, options, report);
  if ('outcome' in read) return read;
  const pods = await readNodePods(tools, plan.parameters, 'assumed');
  if (steps.length === 0) {
    if (sending !== 'allowed')
      return { outcome: 'refused', message: `Nothing was changed: ${whyStopped[sending]}.` };
    const moved = movedSince(options, read, pods);
    if (moved !== undefined) return moved;
  }
  const left = approvedAndLeft(options, pods);
  const finished = goneSteps(options, pods);
  report.count(finished, left.open.length, left.leaving.length);
  const cordoned = await cordonFirst(tools, options, read, report);
  if (cordoned !== 'cordoned') return cordoned;

  if (left.open.length === 0 && left.leaving.length === 0) {
    await options.record(finished, report.progress([]));
    return report.finished(left.strangers.map(podName));
  }
  if (sending !== 'allowed') {
    await options.record(finished, report.progress([]));
    return report.ended(whyStopped[sending]);
  }
  const pass = await evictPods(tools, options, left.open);
  report.count(pass.evicted, -pass.evicted.length, pass.evicted.length);
  const waiting = await waitingFor(tools, pass.blocked);
  await options.record([...finished, ...pass.evicted], report.progress(waiting));
  if (pass.stopped !== undefined) return report.ended(pass.stopped);
  const soon = pass.evicted.length > 0 || pass.blocked.length === 0;
  return {
    outcome: 'again',
    message: report.progress(waiting),
    againInMs: soon ? lookEveryMs : budgetEveryMs,
  };
}

/** The node, if it is still the one of the plan. */
async function readNodeOf(
  tools: ActionTools,
  { plan, steps }: StepsOptions,
  report: DrainReport,
): Promise<ReadTarget | StepsResult> {
  const gone = (message: string): StepsResult =>
    steps.length === 0
      ? { outcome: 'world-moved', message: `Nothing was changed. ${message}` }
      : report.endedWithout(message.replace(/\.$/, ''));
  try {
    const read = await readNode(tools, plan.parameters);
    if (isRefusal(read)) return gone(read.message);
    return read.target.uid === plan.target.uid ? read : gone('The node was deleted and made anew.');
  } catch (error) {
    const refusal = refusalOf(error, tools, plan.target);
    if (refusal.reason === 'unreachable') return { outcome: 'again', message: refusal.message };
    if (refusal.reason === 'not-found') return gone('The node is gone.');
    return steps.length === 0
      ? { outcome: 'refused', message: `Nothing was changed. ${refusal.message}` }
      : report.ended(refusal.message.replace(/\.$/, ''));
  }
}

/** Before the first step: what is there must be what was approved. */
function movedSince({ plan }: StepsOptions, read: ReadTarget, pods: NodePods): StepsResult | undefined {
  const now = {
    parameters: exactDrain(plan.parameters, read),
    target: read.target,
    facts: drainFacts(read, pods),
  };
  const [stranger] = pods.refused;
  if (stranger === undefined && planDigest(now) === plan.digest) return undefined;
  const why =
    stranger === undefined
      ? (controllersDifference(plan.facts, now.facts) ??
        `${plan.target.name} was cordoned or uncordoned since this was planned.`)
      : `Pod ${podName(stranger.pod)} came since this was planned, and a drain may not evict it.`;
  return {
    outcome: 'world-moved',
    message: `Nothing was changed: the plan no longer fits. ${why} Ask again for a new plan.`,
  };
}

interface Left {
  /** To be evicted. */
  open: readonly JsonObject[];
  /** On their way out. */
  leaving: readonly JsonObject[];
  /** Nobody approved these: they came after the plan. */
  strangers: readonly JsonObject[];
}

function approvedAndLeft({ plan }: StepsOptions, { evict, refused }: NodePods): Left {
  const listed = jsonAt(plan.facts, 'controllers');
  const approved = new Set(Array.isArray(listed) ? listed : []);
  const own = evict.filter((pod) => approved.has(controllerKey(pod)));
  return {
    open: own.filter((pod) => !isLeaving(pod)),
    leaving: own.filter(isLeaving),
    strangers: [
      ...evict.filter((pod) => !approved.has(controllerKey(pod)) && !isLeaving(pod)),
      ...refused.map(({ pod }) => pod),
    ],
  };
}

/** Evictions that left, of pods that are gone or ending now: they were carried out, whoever heard the answer. */
function goneSteps({ plan, steps }: StepsOptions, pods: NodePods): readonly FinishedStep[] {
  const staying = new Set(pods.evict.filter((pod) => !isLeaving(pod)).map((pod) => identityOfPod(pod).uid));
  return steps
    .filter(({ key, outcome }) => outcome === undefined && key !== plan.target.uid && !staying.has(key))
    .map(({ key, name }) => ({ key, outcome: 'done', message: `${name} is gone or ending` }));
}

/** For the catalogue: errors of the reads mean to look again. */
export async function advanceSafely(tools: ActionTools, options: StepsOptions): Promise<StepsResult> {
  try {
    return await advanceDrain(tools, options);
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    return { outcome: 'again', message: error.message };
  }
}

import { ClusterError } from '../../cluster/cluster-client.ts';
import type { ActionTools } from '../action.ts';
import { carriesMark, executionMark, lastWriter } from '../execution-mark.ts';
import { schedulingOf, schedulingPatch } from '../node-scheduling.ts';
import type { ReadTarget } from '../read-target.ts';
import { isServerTrouble, refusalOf } from '../refusal-of.ts';
import { arrivesWithinMs, stepId, whyStopped, type StepsOptions, type StepsResult } from '../steps.ts';
import type { DrainReport } from './drain-report.ts';

/** A write in between: the next look is not far. */
const conflictMs = 250;
const lookAgainMs = 5000;

/**
 * The first step of a drain. The patch holds the resourceVersion of the look, so that of two only one lands; a node that is
 * open again after it was cordoned was opened by somebody, who is not overruled.
 */
export async function cordonFirst(
  tools: ActionTools,
  { plan, executionId, steps, sending, begin, record }: StepsOptions,
  read: ReadTarget,
  report: DrainReport,
): Promise<'cordoned' | StepsResult> {
  const { uid } = read.target;
  const step = steps.find(({ key }) => key === uid);
  const done = { key: uid, outcome: 'done' as const, message: 'The node takes no new pods.' };
  if (schedulingOf(read.object) === 'cordoned') {
    if (step !== undefined && step.outcome === undefined) await record([done], report.progress([]));
    return 'cordoned';
  }
  const mark = executionMark('drain', stepId(executionId, 1));
  // Its mark stays when somebody opens the node again: the cordon landed, whoever heard the answer.
  const landed = carriesMark(read.object, mark);
  if (landed && step !== undefined && step.outcome === undefined) await record([done], report.progress([]));
  if (landed || step?.outcome === 'done' || (step === undefined && steps.length > 0)) {
    const by = lastWriter(read.object, ['f:spec', 'f:unschedulable'])?.manager;
    return report.endedWithout(`the node was uncordoned${by === undefined ? '' : ` by ${by}`} meanwhile`);
  }
  // One that left before may still arrive: only then it can be said that nothing was changed.
  const nothing = (why: string): StepsResult => {
    const inMs = (step?.calledAt ?? 0) + arrivesWithinMs - tools.now();
    return inMs > 0
      ? { outcome: 'again', message: why, againInMs: Math.min(inMs, lookAgainMs) }
      : { outcome: 'refused', message: `Nothing was changed: ${why}.` };
  };
  if (sending !== 'allowed') return nothing(whyStopped[sending]);
  const begun = await begin({ key: uid, name: `cordon ${plan.target.name}` });
  if (begun === 'not-executing') return { outcome: 'again', message: 'it was ended meanwhile' };
  if (begun === 'aborted' || begun === 'frozen') return nothing(whyStopped[begun]);
  try {
    await tools.cluster.change(schedulingPatch(read, 'cordoned', { mark, lock: 'resourceVersion' }), {
      fieldManager: mark,
      dryRun: 'none',
      ...(tools.identity !== undefined && { identity: tools.identity }),
    });
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    if (error.status === 409) return { outcome: 'again', message: error.message, againInMs: conflictMs };
    if (error.failure !== 'refused' || isServerTrouble(error))
      return { outcome: 'again', message: error.message };
    return nothing(refusalOf(error, tools, plan.target).message.replace(/\.$/, ''));
  }
  await record([done], report.progress([]));
  return 'cordoned';
}

import { collectionPath, objectPath } from '../cluster/object-path.ts';
import type { Plan } from '../model/plan.ts';
import type { ActionTools } from './action.ts';
import { controllerUid, jsonAt, numberAt } from './json-at.ts';
import { condition } from './rollout-status.ts';

/**
 * Whether a finished Job of a CronJob may have been deleted already, so that its absence proves nothing: by its time to
 * live, or because the history holds as many as it may.
 * https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#jobs-history-limits
 * @throws ClusterError
 */
export async function historyIsFull(tools: ActionTools, { target }: Pick<Plan, 'target'>): Promise<boolean> {
  const identity = tools.identity === undefined ? {} : { identity: tools.identity };
  const cronJob = await tools.cluster.get(objectPath(target), identity);
  if (jsonAt(cronJob, 'spec', 'jobTemplate', 'spec', 'ttlSecondsAfterFinished') !== undefined) return true;
  const jobs = await tools.cluster.list(collectionPath('Job', target.namespace), identity);
  const ended = (type: string): number =>
    jobs.filter((job) => controllerUid(job) === target.uid && condition(job, type)?.['status'] === 'True')
      .length;
  // The API server's defaults.
  return (
    ended('Complete') >= (numberAt(cronJob, 'spec', 'successfulJobsHistoryLimit') ?? 3) ||
    ended('Failed') >= (numberAt(cronJob, 'spec', 'failedJobsHistoryLimit') ?? 1)
  );
}

import { timestamp } from '../registry/registry.ts';
import { findCondition } from '../resources/conditions.ts';
import { resourceByKey } from '../resources/resource-table.ts';
import type { CronJob } from '../resources/cron-job.ts';
import type { Job } from '../resources/workload-types.ts';
import { controllerOf, keyOf, ownerReference } from './cluster-access.ts';
import type { ControllerDefinition, ControllerTools } from './controller.ts';
import { scheduleNames } from './cron-schedule.ts';

const component = 'cronjob-controller';
const resource = 'cronjobs.batch';

function outcomeOf(job: Job): 'Complete' | 'Failed' | 'active' {
  if (findCondition(job.status.conditions, 'Complete')?.status === 'True') return 'Complete';
  return findCondition(job.status.conditions, 'Failed')?.status === 'True' ? 'Failed' : 'active';
}

function startJob(cronJob: CronJob, minute: number, { access, events }: ControllerTools): void {
  const { name, namespace = '' } = cronJob.metadata;
  const jobName = `${name}-${minute}`;
  if (access.read('jobs.batch', `${namespace}/${jobName}`)) return;
  const { metadata = {}, spec } = cronJob.spec.jobTemplate;
  access.create('jobs.batch', namespace, {
    metadata: {
      name: jobName,
      ...metadata,
      ownerReferences: [ownerReference(cronJob, resourceByKey(resource))],
    },
    spec,
  });
  events.record(cronJob, {
    type: 'Normal',
    reason: 'SuccessfulCreate',
    message: `Created job ${jobName}`,
    component,
  });
}

/** Starts Jobs by the clock of the cluster. Source: kubernetes/pkg/controller/cronjob (1.34); missed minutes are not made up for. */
export const cronJobController: ControllerDefinition = {
  name: 'cronjob',
  manager: 'kube-controller-manager',
  concerns: ({ definition, object }) => {
    if (definition.resource === 'cronjobs') return [keyOf(object)];
    const owner = definition.resource === 'jobs' ? controllerOf(object) : undefined;
    return owner?.kind === 'CronJob' ? [`${object.metadata.namespace ?? ''}/${owner.name}`] : [];
  },
  reconcile: (key, tools) => {
    const { access, clock, queue } = tools;
    const cronJob = access.read(resource, key);
    if (cronJob === undefined || cronJob.metadata.deletionTimestamp !== undefined) return;
    const now = clock.now();
    const minute = Math.floor(now / 60_000);
    const jobs = access.owned('jobs.batch', cronJob);
    const active = jobs.filter((job) => outcomeOf(job) === 'active');
    const due = cronJob.spec.suspend !== true && scheduleNames(cronJob.spec.schedule, new Date(now));
    const already = Date.parse(cronJob.status.lastScheduleTime ?? '') === minute * 60_000;
    const blocked = cronJob.spec.concurrencyPolicy === 'Forbid' && active.length > 0;
    const starts = due && !already && !blocked;
    if (starts && cronJob.spec.concurrencyPolicy === 'Replace')
      for (const job of active) access.delete('jobs.batch', job);
    if (starts) startJob(cronJob, minute, tools);
    access.updateStatus<CronJob>(resource, cronJob, (draft) => {
      const references = access
        .owned('jobs.batch', cronJob)
        .filter((job) => outcomeOf(job) === 'active')
        .map(({ metadata, apiVersion, kind }) => ({
          apiVersion,
          kind,
          name: metadata.name,
          namespace: metadata.namespace,
          uid: metadata.uid,
          resourceVersion: metadata.resourceVersion,
        }));
      const last =
        jobs
          .map(({ status }) => status.completionTime ?? '')
          .sort()
          .at(-1) ?? '';
      draft.status = {
        ...(references.length === 0 ? {} : { active: references }),
        ...(starts
          ? { lastScheduleTime: timestamp(minute * 60_000) }
          : draft.status.lastScheduleTime === undefined
            ? {}
            : { lastScheduleTime: draft.status.lastScheduleTime }),
        ...(last === '' ? {} : { lastSuccessfulTime: last }),
      };
    });
    const { successfulJobsHistoryLimit = 3, failedJobsHistoryLimit = 1 } = cronJob.spec;
    for (const [outcome, limit] of [
      ['Complete', successfulJobsHistoryLimit],
      ['Failed', failedJobsHistoryLimit],
    ] as const) {
      const finished = jobs.filter((job) => outcomeOf(job) === outcome);
      for (const job of finished.slice(0, Math.max(0, finished.length - limit)))
        access.delete('jobs.batch', job);
    }
    // The calendar runs in real time: only waiting is sped up, so the next look comes by the real minute.
    queue.addAfter(key, (60_000 - (now % 60_000)) * clock.speed + 10);
  },
};

import { field, listField } from '../../support/field.ts';
import type { ActionCase, Look } from '../action-case.ts';
import { has, readAt, until } from '../look-at.ts';

const jobSpec = (name: string): object => ({
  template: {
    metadata: { labels: { app: name } },
    spec: { restartPolicy: 'Never', containers: [{ name, image: `shop.example/${name}:1` }] },
  },
});

const cronJob = (spec: object = {}): object => ({
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name: 'report', namespace: '{ns}' },
  spec: {
    // Never by itself while the case is played.
    schedule: '0 0 29 2 *',
    jobTemplate: { spec: jobSpec('report') },
    ...spec,
  },
});

const path = '/apis/batch/v1/namespaces/{ns}/cronjobs/report';
const calls = ['patch cronjobs.batch'];

/** One Job, made by hand as kubectl does it, that completed. */
const ranOnce: Look = async (place) => {
  const jobs = listField(await readAt(place, '/apis/batch/v1/namespaces/{ns}/jobs'), 'items');
  if (jobs.length !== 1) return `${jobs.length} jobs instead of 1`;
  const [job] = jobs;
  if (field(job, 'metadata.annotations.cronjob\\.kubernetes\\.io/instantiate') !== 'manual')
    return 'not marked as manual';
  if (field(job, 'metadata.ownerReferences.0.kind') !== 'CronJob') return 'its owner is not the CronJob';
  return field(job, 'status.succeeded') === 1 ? undefined : 'the job has not succeeded';
};

export const jobs: readonly ActionCase[] = [
  {
    action: 'suspend',
    kind: 'CronJob',
    objects: [cronJob()],
    command: 'suspend cronjob/report -n {ns}',
    calls,
    done: has(path, { 'spec.suspend': true }),
    undo: { calls, undone: has(path, { 'spec.suspend': false }) },
  },
  {
    action: 'resume',
    kind: 'CronJob',
    objects: [cronJob({ suspend: true })],
    command: 'resume cronjob/report -n {ns}',
    calls,
    done: has(path, { 'spec.suspend': false }),
    undo: { calls, undone: has(path, { 'spec.suspend': true }) },
  },
  {
    action: 'run-now',
    kind: 'CronJob',
    objects: [cronJob()],
    command: 'run-now cronjob/report -n {ns}',
    calls: ['create jobs.batch'],
    done: ranOnce,
    undo: 'none',
  },
  {
    action: 'rerun',
    kind: 'Job',
    objects: [
      {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: { name: 'migrate', namespace: '{ns}' },
        spec: jobSpec('migrate'),
      },
    ],
    prepare: async (place) =>
      until(
        place,
        has('/apis/batch/v1/namespaces/{ns}/jobs/migrate', { 'status.succeeded': 1 }),
        'the job to end',
      ),
    command: 'rerun job/migrate -n {ns}',
    calls: ['create jobs.batch'],
    done: async (place) => {
      const found = listField(await readAt(place, '/apis/batch/v1/namespaces/{ns}/jobs'), 'items');
      const succeeded = found.filter((job) => field(job, 'status.succeeded') === 1).length;
      return found.length === 2 && succeeded === 2
        ? undefined
        : `${found.length} jobs, ${succeeded} succeeded`;
    },
    undo: 'none',
  },
];

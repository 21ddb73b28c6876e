import { collectionPath } from '../cluster/object-path.ts';
import type { ActionParameters } from '../model/action.ts';
import type { JsonObject } from '../model/json.ts';
import { fullReference, shortReference } from '../model/object-reference.ts';
import type { PlanRefusal } from '../model/plan.ts';
import { isRefusal, planRefusal, type Action, type ActionTools, type Prepared } from './action.ts';
import { executionAnnotation } from './execution-mark.ts';
import { objectAt, objectsAt, stringAt, stringsAt } from './json-at.ts';
import { jobGuard } from './job-guard.ts';
import { jobPods } from './job-pods.ts';
import { lookForMade, madeJob, madeName } from './made-object.ts';
import { jsonHash } from './plan-digest.ts';
import { readTarget } from './read-target.ts';
import { jobEnd, verifyJob } from './verify-job.ts';
import { refuseOtherKind } from './workload-kinds.ts';
import { podWarningNames } from './warnings/warning-kinds.ts';

/** The API server and the Job controller set these for each Job anew (pkg/registry/batch/job/strategy.go). */
const generatedLabels = [
  'controller-uid',
  'job-name',
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-name',
];
/** Of the Job that ran: they would say something untrue of the new one. */
const ownAnnotations = [
  executionAnnotation,
  'kubectl.kubernetes.io/last-applied-configuration',
  'batch.kubernetes.io/job-tracking',
  'batch.kubernetes.io/cronjob-scheduled-timestamp',
];

/** Runs a Job that has ended once more, as a new Job: the spec of a Job cannot be started again. */
export const rerun: Action = {
  name: 'rerun',
  summary: 'runs a Job that failed or completed once more, as a new Job from its spec',
  kinds: ['Job'],
  digestFacts: { spec: 'hash of spec without what Kubernetes generated', end: 'Failed or Complete' },
  call: 'POST of a Job: the spec without selector and controller-uid labels, the annotation; its name ends with the execution, so it is made once',
  undo: 'none: what a job has done stays done',
  irreversible: true,
  warnings: [...podWarningNames],
  risks: 'medium; high for a job that completed',
  worked: 'the job completed; a failed one is without effect',
  permissions: [
    {
      apiGroup: 'batch',
      resources: ['jobs'],
      verbs: ['get', 'create'],
      scope: 'namespace',
      neededBy: 'rerun: reads the Job that ended; makes the new one; whether it completes',
      holds: jobGuard,
    },
  ],
  marks: 'main',
  prepare,
  look: async (tools, plan, mark) => lookForMade(tools, madeJob('rerun', plan.target, mark)),
  verify: async (tools, plan, { mark }) =>
    mark === undefined
      ? { result: 'unknown', sentence: `Which new job of ${plan.target.name} it was is not known.` }
      : verifyJob(tools, madeJob('rerun', plan.target, mark)),
  inverse: async (_tools, plan) =>
    planRefusal(
      'nothing-to-return-to',
      `${plan.target.name} was run again: what the job did stays done. A job that still runs: \`kubectl delete job\`.`,
    ),
};

async function prepare(tools: ActionTools, parameters: ActionParameters): Promise<Prepared | PlanRefusal> {
  const wrong = refuseOtherKind(parameters.target.kind, ['Job'], 'run again');
  if (wrong !== undefined) return wrong;
  const read = await readTarget(tools, parameters.target);
  if (isRefusal(read)) return read;
  const { object, target, reference } = read;
  const end = jobEnd(object);
  if (end === undefined)
    return planRefusal(
      'bad-value',
      `${fullReference(reference)} has not ended yet: it would run twice at once. Wait for its end, or delete it by kubectl first.`,
    );
  if (objectAt(object, 'spec')['manualSelector'] === true)
    return planRefusal(
      'bad-value',
      `${shortReference(target)} chooses its pods by a selector of its own (spec.manualSelector): a second one would claim the same pods. Make it anew by hand.`,
    );
  const spec = freshSpec(object);
  const cronJob = cronJobOwner(object);
  const owner = objectsAt(object, 'metadata', 'ownerReferences').find((one) => one['controller'] === true);
  const images = objectsAt(spec, 'template', 'spec', 'containers').map((one) => stringAt(one, 'image') ?? '');
  return {
    parameters: { action: 'rerun', target: reference },
    target,
    facts: { spec: jsonHash(spec), end: end.as },
    before: { end: end.as, why: end.why },
    after: {},
    title: `Run ${fullReference(reference)} again`,
    diff: [
      `  ${shortReference(target)} ${end.as === 'Failed' ? `failed: ${end.why}` : 'completed'}; it stays as it is`,
      `+ one job from its spec (${images.join(', ')})`,
    ],
    warnings: [
      ...(end.as === 'Complete'
        ? [
            'It completed already: what it did is done a second time, unless the job can be repeated harmlessly.',
          ]
        : []),
      ...(end.why === 'BackoffLimitExceeded'
        ? ['It used up its retries: what made it fail makes the new one fail too, unless that was mended.']
        : []),
      ...(owner !== undefined && cronJob === undefined
        ? [
            `${stringAt(owner, 'kind') ?? 'A controller'} ${stringAt(owner, 'name') ?? ''} made this job and does not know of a second one: the new one belongs to nobody.`,
          ]
        : []),
    ],
    blastRadius: '1 job is started; the one that ended is not touched',
    risk: end.as === 'Complete' ? 'high' : 'medium',
    generation: undefined,
    touched: { pods: jobPods(spec) },
    call: (mark) => ({
      method: 'POST',
      path: collectionPath('Job', reference.namespace),
      body: {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: {
          name: madeName('rerun', target.name, mark),
          namespace: reference.namespace ?? '',
          labels: without(stringsAt(object, 'metadata', 'labels'), generatedLabels),
          annotations: {
            ...without(stringsAt(object, 'metadata', 'annotations'), ownAnnotations),
            ...(cronJob !== undefined && { 'cronjob.kubernetes.io/instantiate': 'manual' }),
            [executionAnnotation]: mark,
          },
          // Of a CronJob's job: its history limits clean the new one up too.
          ...(cronJob !== undefined && { ownerReferences: [cronJob] }),
        },
        spec,
      },
    }),
  };
}

/** A Job's spec as it was sent at first: the API server refuses a selector and labels of another Job. */
function freshSpec(job: JsonObject): JsonObject {
  const template = objectAt(job, 'spec', 'template');
  const metadata = objectAt(template, 'metadata');
  return {
    ...without(objectAt(job, 'spec'), ['selector', 'manualSelector', 'template']),
    template: {
      ...template,
      metadata: { ...metadata, labels: without(stringsAt(metadata, 'labels'), generatedLabels) },
    },
  };
}

function cronJobOwner(job: JsonObject): JsonObject | undefined {
  return objectsAt(job, 'metadata', 'ownerReferences').find(
    (one) => one['controller'] === true && one['kind'] === 'CronJob',
  );
}

function without<Value>(
  map: Readonly<Record<string, Value>>,
  keys: readonly string[],
): Record<string, Value> {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
}

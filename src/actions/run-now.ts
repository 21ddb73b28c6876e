import { collectionPath } from '../cluster/object-path.ts';
import type { ActionParameters } from '../model/action.ts';
import type { JsonObject } from '../model/json.ts';
import { fullReference } from '../model/object-reference.ts';
import type { PlanRefusal } from '../model/plan.ts';
import { isRefusal, planRefusal, type Action, type ActionTools, type Prepared } from './action.ts';
import { executionAnnotation } from './execution-mark.ts';
import { historyIsFull } from './history-is-full.ts';
import { jsonAt, objectAt, objectsAt, stringAt, stringsAt } from './json-at.ts';
import { jobPods } from './job-pods.ts';
import { keptOffTheNode } from './job-guard.ts';
import { lookForMade, madeJob, madeName } from './made-object.ts';
import { jsonHash } from './plan-digest.ts';
import { readTarget } from './read-target.ts';
import { verifyJob } from './verify-job.ts';
import { refuseOtherKind } from './workload-kinds.ts';
import { podWarningNames } from './warnings/warning-kinds.ts';

/** Makes one Job from a CronJob now, as `kubectl create job --from=cronjob/NAME` does (pkg/cmd/create/create_job.go). */
export const runNow: Action = {
  name: 'run-now',
  summary: 'runs a CronJob once, now, beside its schedule',
  kinds: ['CronJob'],
  digestFacts: { template: 'hash of spec.jobTemplate' },
  call: 'POST of a Job: spec.jobTemplate, the annotation cronjob.kubernetes.io/instantiate: manual, the CronJob as its owner; its name ends with the execution, so it is made once',
  undo: 'none: what a job has done stays done',
  irreversible: true,
  warnings: [...podWarningNames],
  risks: 'medium; high beside a run that is under way',
  worked: 'the job completed; a failed one is without effect',
  permissions: [
    {
      apiGroup: 'batch',
      resources: ['cronjobs'],
      verbs: ['get'],
      scope: 'namespace',
      neededBy: 'run-now: reads the CronJob',
    },
    {
      apiGroup: 'batch',
      resources: ['jobs'],
      verbs: ['list', 'get', 'create'],
      scope: 'namespace',
      neededBy: 'run-now: makes the Job; whether it completes',
      holds: [
        {
          expression:
            'has(object.metadata.ownerReferences) && object.metadata.ownerReferences.all(o, o.kind == "CronJob")',
          message: 'Middlewatch makes Jobs only of a CronJob',
        },
        keptOffTheNode,
      ],
    },
  ],
  marks: 'main',
  prepare,
  look: async (tools, plan, mark) => {
    const seen = await lookForMade(tools, madeJob('run-now', plan.target, mark));
    // It may have run and been cleared away.
    return seen === 'not-done' && (await historyIsFull(tools, plan)) ? 'unknown' : seen;
  },
  verify: async (tools, plan, { mark }) =>
    mark === undefined
      ? { result: 'unknown', sentence: `Which job of ${plan.target.name} it was is not known.` }
      : verifyJob(tools, madeJob('run-now', plan.target, mark)),
  inverse: async (_tools, plan) =>
    planRefusal(
      'nothing-to-return-to',
      `${plan.target.name} has run: what the job did stays done. A job that still runs: \`kubectl delete job\`.`,
    ),
};

async function prepare(tools: ActionTools, parameters: ActionParameters): Promise<Prepared | PlanRefusal> {
  const wrong = refuseOtherKind(parameters.target.kind, ['CronJob'], 'run now');
  if (wrong !== undefined) return wrong;
  const read = await readTarget(tools, parameters.target);
  if (isRefusal(read)) return read;
  const { object, target, reference } = read;
  const template = objectAt(object, 'spec', 'jobTemplate');
  const active = jsonAt(object, 'status', 'active');
  const running = Array.isArray(active) ? active.length : 0;
  const images = objectsAt(template, 'spec', 'template', 'spec', 'containers').map(
    (one) => stringAt(one, 'image') ?? '',
  );
  return {
    parameters: { action: 'run-now', target: reference },
    target,
    facts: { template: jsonHash(template) },
    before: { lastRun: stringAt(object, 'status', 'lastScheduleTime') ?? null },
    after: {},
    title: `Run ${fullReference(reference)} now`,
    diff: [`+ one job from its template (${images.join(', ')})`],
    warnings: [
      ...(running > 0 && stringAt(object, 'spec', 'concurrencyPolicy') !== 'Allow'
        ? [
            `A run of it is under way, and its policy is ${stringAt(object, 'spec', 'concurrencyPolicy') ?? ''}: by hand both run at once.`,
          ]
        : running > 0
          ? ['A run of it is under way: both run at once.']
          : []),
      ...(objectAt(object, 'spec')['suspend'] === true
        ? ['It is suspended: check why before you run it by hand.']
        : []),
    ],
    blastRadius: '1 job is started; the schedule goes on as before',
    risk: running > 0 ? 'high' : 'medium',
    generation: undefined,
    touched: { pods: jobPods(objectAt(template, 'spec')) },
    call: (mark) => ({
      method: 'POST',
      path: collectionPath('Job', reference.namespace),
      body: jobOf(object, template, mark),
    }),
  };
}

function jobOf(cronJob: JsonObject, template: JsonObject, mark: string): JsonObject {
  const name = stringAt(cronJob, 'metadata', 'name') ?? '';
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: madeName('run-now', name, mark),
      namespace: stringAt(cronJob, 'metadata', 'namespace') ?? '',
      labels: stringsAt(template, 'metadata', 'labels'),
      annotations: {
        ...stringsAt(template, 'metadata', 'annotations'),
        'cronjob.kubernetes.io/instantiate': 'manual',
        [executionAnnotation]: mark,
      },
      ownerReferences: [
        {
          apiVersion: 'batch/v1',
          kind: 'CronJob',
          name,
          uid: stringAt(cronJob, 'metadata', 'uid') ?? '',
          controller: true,
        },
      ],
    },
    spec: objectAt(template, 'spec'),
  };
}

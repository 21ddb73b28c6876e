import { timestamp } from '../registry/registry.ts';
import { findCondition, setCondition } from '../resources/conditions.ts';
import { podIsActive, podIsReady } from '../resources/pod-readiness.ts';
import { resourceByKey } from '../resources/resource-table.ts';
import type { Condition, Job, Pod } from '../resources/workload-types.ts';
import { controllerOf, keyOf, ownerReference } from './cluster-access.ts';
import type { ControllerDefinition, ControllerTools } from './controller.ts';

const component = 'job-controller';
const resource = 'jobs.batch';
/** The wait before a failed pod is replaced: 10 s, doubling, at most 10 minutes (job_controller.go). */
const firstWaitMs = 10_000;
const longestWaitMs = 600_000;

function isFinished(job: Job): boolean {
  return ['Complete', 'Failed'].some((type) => findCondition(job.status.conditions, type)?.status === 'True');
}

/** Pods that failed, and restarts of containers that fail in place. */
function failuresOf(pods: readonly Pod[]): number {
  const failed = pods.filter(({ status }) => status.phase === 'Failed').length;
  const restarts = pods
    .filter(podIsActive)
    .flatMap(({ status }) => status.containerStatuses ?? [])
    .reduce((sum, { restartCount }) => sum + restartCount, 0);
  return failed + restarts;
}

interface Ending {
  type: 'Complete' | 'Failed';
  reason: string;
  message: string;
}

function endingOf(job: Job, pods: readonly Pod[], { clock }: ControllerTools): Ending | undefined {
  const { backoffLimit = 6, activeDeadlineSeconds, completions, parallelism = 1 } = job.spec;
  if (failuresOf(pods) > backoffLimit) {
    return {
      type: 'Failed',
      reason: 'BackoffLimitExceeded',
      message: 'Job has reached the specified backoff limit',
    };
  }
  const started = Date.parse(job.status.startTime ?? '');
  if (activeDeadlineSeconds !== undefined && clock.elapsedSince(started) >= activeDeadlineSeconds * 1000) {
    return {
      type: 'Failed',
      reason: 'DeadlineExceeded',
      message: 'Job was active longer than specified deadline',
    };
  }
  const succeeded = pods.filter(({ status }) => status.phase === 'Succeeded').length;
  const enough =
    completions === undefined ? succeeded > 0 && !pods.some(podIsActive) : succeeded >= completions;
  const needed = completions ?? parallelism;
  return enough && needed >= 0
    ? { type: 'Complete', reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods' }
    : undefined;
}

function createPods(job: Job, pods: readonly Pod[], tools: ControllerTools): void {
  const { access, events, clock, queue } = tools;
  const { completions, parallelism = 1, template } = job.spec;
  const active = pods.filter(podIsActive).length;
  const succeeded = pods.filter(({ status }) => status.phase === 'Succeeded').length;
  const wanted =
    completions === undefined
      ? succeeded > 0
        ? active
        : parallelism
      : Math.min(parallelism, completions - succeeded);
  if (wanted <= active) return;
  const failed = pods.filter(({ status }) => status.phase === 'Failed');
  const last = Math.max(
    0,
    ...failed.map(
      ({ status }) => Date.parse(findCondition(status.conditions, 'Ready')?.lastTransitionTime ?? '') || 0,
    ),
  );
  const wait = failed.length === 0 ? 0 : Math.min(longestWaitMs, firstWaitMs * 2 ** (failed.length - 1));
  const left = wait - clock.elapsedSince(last);
  if (failed.length > 0 && left > 0) {
    queue.addAfter(keyOf(job), left);
    return;
  }
  for (let count = active; count < wanted; count += 1) {
    const pod = access.create('pods', job.metadata.namespace ?? '', {
      metadata: {
        generateName: `${job.metadata.name}-`,
        labels: template.metadata?.labels ?? {},
        ...(template.metadata?.annotations ? { annotations: template.metadata.annotations } : {}),
        ownerReferences: [ownerReference(job, resourceByKey(resource))],
      },
      spec: template.spec,
    });
    events.record(job, {
      type: 'Normal',
      reason: 'SuccessfulCreate',
      message: `Created pod: ${pod.metadata.name}`,
      component,
    });
  }
}

/** The Suspended condition follows `spec.suspend`; a Job that never was suspended has none. */
function suspension(job: Job, conditions: readonly Condition[], now: number): Condition[] {
  const suspended = job.spec.suspend === true;
  if (!suspended && !findCondition(conditions, 'Suspended')) return [...conditions];
  const wanted = suspended
    ? ({ status: 'True', reason: 'JobSuspended', message: 'Job suspended' } as const)
    : ({ status: 'False', reason: 'JobResumed', message: 'Job resumed' } as const);
  const next = setCondition(conditions, { type: 'Suspended', ...wanted }, now);
  return next.map((one) =>
    one.type === 'Suspended' ? { ...one, lastProbeTime: one.lastTransitionTime ?? null } : one,
  );
}

function report(job: Job, ending: Ending | undefined, tools: ControllerTools): void {
  const { access, clock, events } = tools;
  const pods = access.ownedPods(job);
  const now = timestamp(clock.now());
  const count = (phase: string) => pods.filter(({ status }) => status.phase === phase).length;
  access.updateStatus<Job>(resource, job, (draft) => {
    const counters = {
      active: ending ? 0 : pods.filter(podIsActive).length,
      succeeded: count('Succeeded'),
      failed: count('Failed'),
    };
    const shown = Object.fromEntries(Object.entries(counters).filter(([, value]) => value !== 0));
    let conditions: Condition[] = suspension(job, draft.status.conditions ?? [], clock.now());
    if (ending) {
      const early = ending.type === 'Complete' ? 'SuccessCriteriaMet' : 'FailureTarget';
      for (const type of [early, ending.type]) {
        const { reason, message } = ending;
        conditions = setCondition(conditions, { type, status: 'True', reason, message }, clock.now());
        conditions = conditions.map((one) => (one.type === type ? { ...one, lastProbeTime: now } : one));
      }
    }
    const startTime = job.spec.suspend === true ? undefined : (draft.status.startTime ?? now);
    const completionTime = ending?.type === 'Complete' ? { completionTime: now } : {};
    const ready = pods.filter((pod) => podIsActive(pod) && podIsReady(pod)).length;
    draft.status = {
      ...shown,
      ready,
      ...(startTime === undefined ? {} : { startTime }),
      ...completionTime,
      ...(conditions.length === 0 ? {} : { conditions }),
    };
  });
  if (ending?.type === 'Complete')
    events.record(job, { type: 'Normal', reason: 'Completed', message: 'Job completed', component });
  else if (ending)
    events.record(job, { type: 'Warning', reason: ending.reason, message: ending.message, component });
}

/** Runs pods until enough have succeeded or too many failed. Source: kubernetes/pkg/controller/job (1.34), NonIndexed. */
export const jobController: ControllerDefinition = {
  name: 'job',
  manager: 'kube-controller-manager',
  concerns: ({ definition, object }) => {
    if (definition.resource === 'jobs') return [keyOf(object)];
    const owner = definition.resource === 'pods' ? controllerOf(object) : undefined;
    return owner?.kind === 'Job' ? [`${object.metadata.namespace ?? ''}/${owner.name}`] : [];
  },
  reconcile: (key, tools) => {
    const job = tools.access.read(resource, key);
    if (job === undefined || job.metadata.deletionTimestamp !== undefined || isFinished(job)) return;
    const pods = tools.access.ownedPods(job);
    const ending = endingOf(job, pods, tools);
    const suspended = job.spec.suspend === true;
    if (ending || suspended) for (const pod of pods.filter(podIsActive)) tools.access.delete('pods', pod);
    else createPods(job, pods, tools);
    report(job, ending, tools);
    const deadline = job.spec.activeDeadlineSeconds;
    if (!ending && deadline !== undefined) tools.queue.addAfter(key, deadline * 1000);
  },
};

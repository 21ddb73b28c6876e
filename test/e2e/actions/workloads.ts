import { field } from '../support/field.ts';
import type { Look } from './action-case.ts';
import { change, readAt, until } from './look-at.ts';

export type WorkloadKind = 'Deployment' | 'StatefulSet' | 'DaemonSet';

const plurals: Readonly<Record<WorkloadKind, string>> = {
  Deployment: 'deployments',
  StatefulSet: 'statefulsets',
  DaemonSet: 'daemonsets',
};

export const imageOf = (tag: string): string => `shop.example/web:${tag}`;
/** Where a container's image stands. */
export const imageField = 'spec.template.spec.containers.0.image';

/** `/apis/apps/v1/namespaces/{ns}/deployments/web` */
export function workloadPath(kind: WorkloadKind): string {
  return `/apis/apps/v1/namespaces/{ns}/${plurals[kind]}/web`;
}

/** `patch deployments.apps` */
export function patchOf(kind: WorkloadKind): string {
  return `patch ${plurals[kind]}.apps`;
}

/** The workload `web` of one container `app` with image tag 1, beside a `proxy` that nobody may touch. */
export function workload(kind: WorkloadKind, spec: Readonly<Record<string, unknown>> = {}): object {
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'web', namespace: '{ns}', labels: { app: 'web' } },
    spec: {
      ...(kind !== 'DaemonSet' && { replicas: 2 }),
      ...(kind === 'StatefulSet' && { serviceName: 'web' }),
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: {
          terminationGracePeriodSeconds: 1,
          containers: [
            {
              name: 'app',
              image: imageOf('1'),
              resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '64Mi' } },
            },
            { name: 'proxy', image: 'shop.example/proxy:7' },
          ],
        },
      },
      ...spec,
    },
  };
}

/** Nothing is left to be rolled out, and pods are there. */
export function rolledOut(kind: WorkloadKind): Look {
  return async (place) => {
    const object = await readAt(place, workloadPath(kind));
    const status = field(object, 'status');
    if (field(status, 'observedGeneration') !== field(object, 'metadata.generation'))
      return 'not observed yet';
    const daemons = kind === 'DaemonSet';
    const counts = daemons
      ? ['updatedNumberScheduled', 'numberAvailable']
      : ['replicas', 'updatedReplicas', 'availableReplicas'];
    const number = daemons ? field(status, 'desiredNumberScheduled') : field(object, 'spec.replicas');
    if (number === 0) return 'no pod is wanted';
    const behind = counts.filter((count) => field(status, count) !== number);
    return behind.length === 0 ? undefined : `${behind.join(', ')} of ${kind} web are not ${String(number)}`;
  };
}

/** Another image is released, and has been rolled out. */
export function released(kind: WorkloadKind, tag: string): (place: Parameters<Look>[0]) => Promise<void> {
  return async (place) => {
    await until(place, rolledOut(kind), 'the first rollout');
    await change(place, workloadPath(kind), {
      metadata: { annotations: { 'kubernetes.io/change-cause': `release ${tag}` } },
      spec: { template: { spec: { containers: [{ name: 'app', image: imageOf(tag) }] } } },
    });
    await until(place, rolledOut(kind), `the rollout of ${tag}`);
  };
}

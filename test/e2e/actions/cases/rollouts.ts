import { field } from '../../support/field.ts';
import type { ActionCase, Look } from '../action-case.ts';
import { all, change, has, readAt, readyPod, until } from '../look-at.ts';
import {
  imageField,
  imageOf,
  patchOf,
  released,
  rolledOut,
  workload,
  workloadPath,
  type WorkloadKind,
} from '../workloads.ts';

const kinds: readonly WorkloadKind[] = ['Deployment', 'StatefulSet', 'DaemonSet'];
const proxyStays = { 'spec.template.spec.containers.1.image': 'shop.example/proxy:7' };

const settled = (kind: WorkloadKind) => async (place: Parameters<Look>[0]) =>
  until(place, rolledOut(kind), 'the first rollout');

const rollback = (kind: WorkloadKind): ActionCase => ({
  action: 'rollback',
  kind,
  objects: [workload(kind)],
  prepare: released(kind, '2'),
  command: `rollback ${kind}/web -n {ns} --to 1`,
  calls: [patchOf(kind)],
  done: all(has(workloadPath(kind), { [imageField]: imageOf('1'), ...proxyStays }), rolledOut(kind)),
  undo: {
    calls: [patchOf(kind)],
    undone: all(has(workloadPath(kind), { [imageField]: imageOf('2'), ...proxyStays }), rolledOut(kind)),
  },
});

/** The kubelet evicted a pod: a ReplicaSet makes another one, and leaves the failed one where it is. */
const pastAnEvictedPod: ActionCase = {
  ...rollback('Deployment'),
  variant: 'an evicted pod left over',
  prepare: async (place) => {
    const name = await readyPod(place, 'web');
    const status = {
      phase: 'Failed',
      reason: 'Evicted',
      message: 'The node was low on resource: memory.',
      containerStatuses: [],
    };
    const path = `/api/v1/namespaces/{ns}/pods/${name}/status`;
    await change(place, path, { status }, 'application/merge-patch+json');
    await released('Deployment', '2')(place);
  },
};

const restartedAt = 'spec.template.metadata.annotations.kubectl\\.kubernetes\\.io/restartedAt';

const restart = (kind: WorkloadKind): ActionCase => ({
  action: 'restart',
  kind,
  objects: [workload(kind)],
  prepare: settled(kind),
  command: `restart ${kind}/web -n {ns}`,
  calls: [patchOf(kind)],
  done: all(async (place) => {
    const at = field(await readAt(place, workloadPath(kind)), restartedAt);
    return typeof at === 'string' ? undefined : 'the template has no restartedAt';
  }, rolledOut(kind)),
  undo: 'none',
});

const setImage = (kind: WorkloadKind): ActionCase => ({
  action: 'set-image',
  kind,
  objects: [workload(kind)],
  prepare: settled(kind),
  command: `set-image ${kind}/web app=${imageOf('3')} -n {ns}`,
  calls: [patchOf(kind)],
  done: all(has(workloadPath(kind), { [imageField]: imageOf('3'), ...proxyStays }), rolledOut(kind)),
  undo: {
    calls: [patchOf(kind)],
    undone: all(has(workloadPath(kind), { [imageField]: imageOf('1'), ...proxyStays }), rolledOut(kind)),
  },
});

const resources = 'spec.template.spec.containers.0.resources';

const setResources = (kind: WorkloadKind): ActionCase => ({
  action: 'set-resources',
  kind,
  objects: [workload(kind)],
  prepare: settled(kind),
  command: `set-resources ${kind}/web -n {ns} --container app --limits memory=128Mi --requests cpu=20m`,
  calls: [patchOf(kind)],
  done: all(
    has(workloadPath(kind), {
      [resources]: { requests: { cpu: '20m', memory: '16Mi' }, limits: { memory: '128Mi' } },
      ...proxyStays,
    }),
    rolledOut(kind),
  ),
  undo: {
    calls: [patchOf(kind)],
    undone: has(workloadPath(kind), {
      [resources]: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '64Mi' } },
      ...proxyStays,
    }),
  },
});

const recommender = '/apis/autoscaling.k8s.io/v1/namespaces/{ns}/verticalpodautoscalers/web';

/** Requests as recommended, limits in the proportion that they have. */
const asRecommended: ActionCase = {
  ...setResources('Deployment'),
  variant: 'what a VPA recommends',
  objects: [
    workload('Deployment'),
    {
      apiVersion: 'autoscaling.k8s.io/v1',
      kind: 'VerticalPodAutoscaler',
      metadata: { name: 'web', namespace: '{ns}' },
      spec: {
        targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
        updatePolicy: { updateMode: 'Off' },
      },
    },
  ],
  prepare: async (place) => {
    await settled('Deployment')(place);
    const target = { cpu: '30m', memory: '33554432' };
    const recommendation = { containerRecommendations: [{ containerName: 'app', target }] };
    const status = { recommendation };
    await change(place, `${recommender}/status`, { status }, 'application/merge-patch+json');
  },
  command: 'set-resources deploy/web -n {ns} --container app --from vpa',
  done: has(workloadPath('Deployment'), {
    [resources]: { requests: { cpu: '30m', memory: '32Mi' }, limits: { memory: '128Mi' } },
    ...proxyStays,
  }),
};

const deployment = workloadPath('Deployment');

const pauses: ActionCase[] = [
  {
    action: 'pause',
    kind: 'Deployment',
    objects: [workload('Deployment')],
    prepare: settled('Deployment'),
    command: 'pause deploy/web -n {ns}',
    calls: ['patch deployments.apps'],
    done: has(deployment, { 'spec.paused': true }),
    undo: { calls: ['patch deployments.apps'], undone: has(deployment, { 'spec.paused': undefined }) },
  },
  {
    action: 'resume',
    kind: 'Deployment',
    objects: [workload('Deployment', { paused: true })],
    command: 'resume deploy/web -n {ns}',
    calls: ['patch deployments.apps'],
    done: has(deployment, { 'spec.paused': undefined }),
    undo: { calls: ['patch deployments.apps'], undone: has(deployment, { 'spec.paused': true }) },
  },
];

/** What goes through a workload's own rollout. */
export const rollouts: readonly ActionCase[] = [
  ...kinds.flatMap((kind) => [rollback(kind), restart(kind), setImage(kind), setResources(kind)]),
  pastAnEvictedPod,
  asRecommended,
  ...pauses,
];

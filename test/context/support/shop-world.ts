import type { JsonObject } from '../../../src/model/json.ts';
import type { KubeJson, ObjectWorld } from './object-server.ts';

/** The moment of the incident. */
export const now = Date.parse('2026-11-24T03:10:00Z');

export const time = (minutesAgo: number): string =>
  new Date(now - minutesAgo * 60_000).toISOString().replace('.000', '');

const labels = { app: 'checkout' };
const controller = (kind: string, name: string, uid: string) => [
  { apiVersion: 'apps/v1', kind, name, uid, controller: true, blockOwnerDeletion: true },
];

export function template(image: string, env: JsonObject[] = [], hash?: string): JsonObject {
  return {
    metadata: { labels: { ...labels, ...(hash === undefined ? {} : { 'pod-template-hash': hash }) } },
    spec: {
      containers: [
        { name: 'app', image, env, resources: { limits: { memory: '128Mi' }, requests: { cpu: '100m' } } },
        { name: 'proxy', image: 'proxy:2.0' },
      ],
    },
  };
}

export function replicaSet(
  hash: string,
  revision: number,
  minutesAgo: number,
  image: string,
  env: JsonObject[] = [],
): KubeJson {
  return {
    kind: 'ReplicaSet',
    metadata: {
      name: `checkout-${hash}`,
      namespace: 'shop',
      uid: `rs-${hash}`,
      creationTimestamp: time(minutesAgo),
      labels: { ...labels, 'pod-template-hash': hash },
      annotations: { 'deployment.kubernetes.io/revision': String(revision) },
      ownerReferences: controller('Deployment', 'checkout', 'deploy-uid'),
    },
    spec: { replicas: 1, template: template(image, env, hash) },
  };
}

export function pod(name: string, hash: string, containerStatus: JsonObject, ready: boolean): KubeJson {
  return {
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      uid: `uid-${name}`,
      creationTimestamp: time(6),
      labels: { ...labels, 'pod-template-hash': hash },
      ownerReferences: controller('ReplicaSet', `checkout-${hash}`, `rs-${hash}`),
    },
    spec: {
      nodeName: 'node-1',
      initContainers: [
        { name: 'migrate', image: 'migrate:1' },
        { name: 'mesh', image: 'mesh:1', restartPolicy: 'Always' },
      ],
      containers: [{ name: 'app', image: 'shop/checkout:1.5', resources: { limits: { memory: '128Mi' } } }],
    },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
      initContainerStatuses: [
        {
          name: 'migrate',
          ready: true,
          restartCount: 0,
          state: { terminated: { exitCode: 0, reason: 'Completed' } },
        },
        { name: 'mesh', ready: true, restartCount: 0, state: { running: { startedAt: time(6) } } },
      ],
      containerStatuses: [{ name: 'app', ready, image: 'shop/checkout:1.5', ...containerStatus }],
    },
  };
}

export const crashing: JsonObject = {
  restartCount: 4,
  state: {
    waiting: { reason: 'CrashLoopBackOff', message: 'back-off 1m20s restarting failed container=app' },
  },
  lastState: { terminated: { exitCode: 1, reason: 'Error', startedAt: time(2), finishedAt: time(1) } },
};
export const running: JsonObject = {
  restartCount: 0,
  state: { running: { startedAt: time(60) } },
  lastState: {},
};

export const deployment: KubeJson = {
  kind: 'Deployment',
  metadata: {
    name: 'checkout',
    namespace: 'shop',
    uid: 'deploy-uid',
    generation: 7,
    creationTimestamp: time(10_000),
    annotations: { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:shop/checkout' },
  },
  spec: { replicas: 3, selector: { matchLabels: labels } },
  status: {
    observedGeneration: 7,
    replicas: 3,
    updatedReplicas: 1,
    readyReplicas: 2,
    availableReplicas: 2,
    conditions: [
      {
        type: 'Progressing',
        status: 'True',
        reason: 'ReplicaSetUpdated',
        message: 'ReplicaSet "checkout-new" is progressing.',
      },
    ],
  },
};

export function event(
  name: string,
  about: { kind: string; name: string; uid: string },
  fields: JsonObject,
): KubeJson {
  return {
    kind: 'Event',
    metadata: { name, namespace: 'shop', creationTimestamp: time(5) },
    involvedObject: { ...about, namespace: 'shop' },
    ...fields,
  };
}

export const node: KubeJson = {
  kind: 'Node',
  metadata: { name: 'node-1', uid: 'node-uid' },
  spec: { taints: [{ key: 'node.kubernetes.io/unreachable', effect: 'NoSchedule' }] },
  status: {
    addresses: [
      { type: 'InternalIP', address: '10.0.0.7' },
      { type: 'Hostname', address: 'node-1' },
    ],
    conditions: [
      { type: 'MemoryPressure', status: 'True', reason: 'KubeletHasInsufficientMemory' },
      {
        type: 'Ready',
        status: 'Unknown',
        reason: 'NodeStatusUnknown',
        message: 'Kubelet stopped posting node status.',
        lastTransitionTime: time(3),
      },
    ],
  },
};

export const lease: KubeJson = {
  kind: 'Lease',
  metadata: { name: 'node-1', namespace: 'kube-node-lease' },
  spec: { renewTime: '2026-11-24T03:05:00.000000Z' },
};

/** A new revision that crash-loops while two old pods still serve. */
export function crashWorld(): ObjectWorld {
  const secretEnv = (value: string) => ({ name: 'DB_PASSWORD', value });
  return {
    objects: [
      deployment,
      replicaSet('old', 13, 5000, 'shop/checkout:1.4', [
        { name: 'LOG_LEVEL', value: 'info' },
        secretEnv('hunter2hunter2'),
      ]),
      replicaSet('new', 14, 6, 'shop/checkout:1.5', [
        { name: 'LOG_LEVEL', value: 'debug' },
        secretEnv('correct-horse9'),
      ]),
      { ...replicaSet('alien', 99, 1, 'other:1'), metadata: { name: 'alien', namespace: 'shop', labels } },
      pod('checkout-old-a', 'old', running, true),
      pod('checkout-old-b', 'old', running, true),
      pod('checkout-new-c', 'new', crashing, false),
      // The same labels, another's pod.
      pod('stray', 'alien', crashing, false),
      node,
      lease,
      event(
        'checkout-new-c.1',
        { kind: 'Pod', name: 'checkout-new-c', uid: 'uid-checkout-new-c' },
        {
          type: 'Warning',
          reason: 'BackOff',
          message:
            'Back-off restarting failed container app in pod checkout-new-c_shop(uid) with TOKEN=abcdef123456',
          count: 12,
          firstTimestamp: time(5),
          lastTimestamp: time(1),
        },
      ),
      event(
        'checkout-new-c.2',
        { kind: 'Pod', name: 'checkout-new-c', uid: 'uid-checkout-new-c' },
        {
          type: 'Normal',
          reason: 'Pulled',
          message: 'Container image already present',
          count: 5,
          lastTimestamp: time(1),
        },
      ),
      event(
        'checkout.1',
        { kind: 'Deployment', name: 'checkout', uid: 'deploy-uid' },
        {
          type: 'Normal',
          reason: 'ScalingReplicaSet',
          message: 'Scaled up replica set checkout-new from 0 to 1',
          count: null,
          eventTime: '2026-11-24T03:04:00.000000Z',
          lastTimestamp: null,
        },
      ),
      {
        kind: 'HorizontalPodAutoscaler',
        metadata: { name: 'checkout', namespace: 'shop', uid: 'hpa-uid' },
        spec: {
          scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'checkout' },
          maxReplicas: 3,
        },
        status: {
          currentReplicas: 3,
          desiredReplicas: 3,
          conditions: [{ type: 'ScalingLimited', status: 'True', reason: 'TooManyReplicas' }],
        },
      },
    ],
    logs: {
      'checkout-new-c/app/previous':
        'starting\n\u001b[31mERROR\u001b[0m cannot reach postgres://shop:pa55word@db/shop\npanic: no database\n\ngoroutine 1 [running]:\n',
      'checkout-old-a/app': 'all is well\n',
      'checkout-old-b/app': 'all is well\n',
    },
  };
}

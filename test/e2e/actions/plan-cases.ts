import { field, listField, textField } from '../support/field.ts';
import type { ActionCase, Look, Place } from './action-case.ts';
import { change, has, readAt, readyPod, until } from './look-at.ts';
import { imageOf, rolledOut, workload, workloadPath } from './workloads.ts';

/** What a plan, or the refusal to make one, says beforehand; and that the API server has it the same way. */
export interface PlanCase extends Pick<ActionCase, 'objects' | 'node' | 'prepare' | 'command'> {
  name: string;
  answer: 'plan' | 'refused';
  says: RegExp;
  /** Tries the same by the administrator's hand: undefined when the API server does what was said. */
  truth: Look;
}

const settled = async (place: Place): Promise<void> =>
  until(place, rolledOut('Deployment'), 'the first rollout');
const strategic = 'application/strategic-merge-patch+json';
const deployment = workloadPath('Deployment');

const budget = (name: string, minAvailable: number): object => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name, namespace: '{ns}' },
  spec: { minAvailable, selector: { matchLabels: { app: 'web' } } },
});

const counted =
  (name: string): ((place: Place) => Promise<void>) =>
  async (place) => {
    await settled(place);
    const path = `/apis/policy/v1/namespaces/{ns}/poddisruptionbudgets/${name}`;
    await until(place, has(path, { 'status.currentHealthy': 2 }), `the budget ${name} to be counted`);
  };

const evictPod = async (place: Place): Promise<string> => `evict-pod ${await readyPod(place, 'web')} -n {ns}`;

/** The administrator is refused with this status. */
const evictionAnswers =
  (status: number): Look =>
  async (place) => {
    const name = await readyPod(place, 'web');
    const answer = await place.admin.send({
      method: 'POST',
      path: `/api/v1/namespaces/${place.namespace}/pods/${name}/eviction`,
      body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace: place.namespace } },
    });
    return answer.status === status ? undefined : `an eviction is answered ${answer.status}`;
  };

/** After the change the ReplicaSet controller says why it cannot make pods. */
const podsAreRefused =
  (body: object, why: RegExp): Look =>
  async (place) => {
    await change(place, deployment, body, strategic);
    const failed: Look = async () => {
      const conditions = listField(await readAt(place, deployment), 'status.conditions');
      const failure = conditions.find((one) => field(one, 'type') === 'ReplicaFailure');
      return why.test(textField(failure, 'message')) ? undefined : 'pods are not refused';
    };
    await until(place, failed, 'the refusal of pods');
    return undefined;
  };

const image3 = { spec: { template: { spec: { containers: [{ name: 'app', image: imageOf('3') }] } } } };
const limits = {
  spec: { template: { spec: { containers: [{ name: 'app', resources: { limits: { memory: '1Gi' } } }] } } },
};

export const planCases: readonly PlanCase[] = [
  {
    name: 'an eviction that a budget does not allow',
    objects: [workload('Deployment'), budget('web', 2)],
    prepare: counted('web'),
    command: evictPod,
    answer: 'refused',
    says: /disruption budget web/,
    truth: evictionAnswers(429),
  },
  {
    name: 'an eviction of a pod with two budgets',
    objects: [workload('Deployment'), budget('web', 1), budget('other', 1)],
    prepare: counted('other'),
    command: evictPod,
    answer: 'refused',
    says: /more than one/i,
    truth: evictionAnswers(500),
  },
  {
    name: 'more pods than the quota has room for',
    objects: [
      {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { name: 'small', namespace: '{ns}' },
        spec: { hard: { pods: '3' } },
      },
      workload('Deployment'),
    ],
    prepare: async (place) => {
      await settled(place);
      const quota = '/api/v1/namespaces/{ns}/resourcequotas/small';
      await until(place, has(quota, { 'status.used.pods': '2' }), 'the quota to be counted');
    },
    command: 'scale deploy/web 5 -n {ns}',
    answer: 'plan',
    says: /Quota small.*only 1 of the 3 new pods fit/s,
    truth: podsAreRefused({ spec: { replicas: 5 } }, /exceeded quota: small/),
  },
  {
    name: 'pods that Pod Security refuses',
    objects: [workload('Deployment')],
    prepare: async (place) => {
      await settled(place);
      const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
      await change(place, '/api/v1/namespaces/{ns}', { metadata: { labels } });
    },
    command: `set-image deploy/web app=${imageOf('3')} -n {ns}`,
    answer: 'plan',
    says: /Pod Security \(restricted.*will refuse the new pods/s,
    truth: podsAreRefused(image3, /violates PodSecurity "restricted/),
  },
  {
    name: 'limits beyond the LimitRange',
    objects: [
      {
        apiVersion: 'v1',
        kind: 'LimitRange',
        metadata: { name: 'narrow', namespace: '{ns}' },
        spec: { limits: [{ type: 'Container', max: { memory: '256Mi' } }] },
      },
      workload('Deployment'),
    ],
    prepare: settled,
    command: 'set-resources deploy/web -n {ns} --container app --limits memory=1Gi',
    answer: 'plan',
    says: /at most \(.*narrow/s,
    truth: podsAreRefused(limits, /maximum memory usage per Container is 256Mi/),
  },
  {
    name: 'a volume that may not grow',
    objects: [
      {
        apiVersion: 'storage.k8s.io/v1',
        kind: 'StorageClass',
        metadata: { name: '{ns}' },
        provisioner: 'shop.example/none',
      },
      {
        apiVersion: 'v1',
        kind: 'PersistentVolume',
        metadata: { name: '{ns}-data' },
        spec: {
          storageClassName: '{ns}',
          capacity: { storage: '1Gi' },
          accessModes: ['ReadWriteOnce'],
          hostPath: { path: '/data' },
        },
      },
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'data', namespace: '{ns}' },
        spec: {
          storageClassName: '{ns}',
          accessModes: ['ReadWriteOnce'],
          resources: { requests: { storage: '1Gi' } },
        },
      },
    ],
    prepare: async (place) => {
      const claim = '/api/v1/namespaces/{ns}/persistentvolumeclaims/data';
      await until(place, has(claim, { 'status.phase': 'Bound' }), 'the claim to be bound');
    },
    command: 'grow-claim pvc/data 2Gi -n {ns}',
    answer: 'refused',
    says: /does not let volumes grow/,
    truth: async (place) => {
      const answer = await place.admin.send({
        method: 'PATCH',
        path: `/api/v1/namespaces/${place.namespace}/persistentvolumeclaims/data`,
        contentType: 'application/merge-patch+json',
        body: { spec: { resources: { requests: { storage: '2Gi' } } } },
      });
      return answer.status === 403 ? undefined : `growing it is answered ${answer.status}`;
    },
  },
];

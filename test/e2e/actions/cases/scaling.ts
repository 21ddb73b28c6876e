import { field, textField } from '../../support/field.ts';
import { placed, type ActionCase, type Place } from '../action-case.ts';
import { all, change, has, readAt, until } from '../look-at.ts';
import { rolledOut, workload, workloadPath } from '../workloads.ts';

const scale = (kind: 'Deployment' | 'StatefulSet'): ActionCase => ({
  action: 'scale',
  kind,
  objects: [workload(kind)],
  prepare: async (place) => until(place, rolledOut(kind), 'the first rollout'),
  command: `scale ${kind}/web 3 -n {ns}`,
  calls: [`patch ${kind.toLowerCase()}s.apps/scale`],
  done: all(has(workloadPath(kind), { 'spec.replicas': 3, 'status.readyReplicas': 3 })),
  undo: {
    calls: [`patch ${kind.toLowerCase()}s.apps/scale`],
    undone: has(workloadPath(kind), { 'spec.replicas': 2, 'status.readyReplicas': 2 }),
  },
});

const replicaSet = '/apis/apps/v1/namespaces/{ns}/replicasets/web';

/** One that no Deployment owns. */
const bareReplicaSet: ActionCase = {
  action: 'scale',
  kind: 'ReplicaSet',
  objects: [{ ...workload('Deployment'), kind: 'ReplicaSet' }],
  prepare: async (place) => until(place, has(replicaSet, { 'status.availableReplicas': 2 }), 'its pods'),
  command: 'scale rs/web 3 -n {ns}',
  calls: ['patch replicasets.apps/scale'],
  done: has(replicaSet, { 'spec.replicas': 3, 'status.availableReplicas': 3 }),
  undo: {
    calls: ['patch replicasets.apps/scale'],
    undone: has(replicaSet, { 'spec.replicas': 2, 'status.availableReplicas': 2 }),
  },
};

const autoscalers = '/apis/autoscaling/v2/namespaces/{ns}/horizontalpodautoscalers';

const autoscaler = (name: string, owner?: object): object => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name, namespace: '{ns}', ...(owner !== undefined && { ownerReferences: [owner] }) },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
    minReplicas: 2,
    maxReplicas: 4,
    metrics: [
      {
        type: 'Resource',
        resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
      },
    ],
  },
});

const hpa: ActionCase = {
  action: 'hpa',
  kind: 'HorizontalPodAutoscaler',
  objects: [workload('Deployment'), autoscaler('web')],
  command: 'hpa web --max 6 -n {ns}',
  calls: ['patch horizontalpodautoscalers.autoscaling'],
  done: has(`${autoscalers}/web`, { 'spec.minReplicas': 2, 'spec.maxReplicas': 6 }),
  undo: {
    calls: ['patch horizontalpodautoscalers.autoscaling'],
    undone: has(`${autoscalers}/web`, { 'spec.minReplicas': 2, 'spec.maxReplicas': 4 }),
  },
};

const scaledObject = '/apis/keda.sh/v1alpha1/namespaces/{ns}/scaledobjects/web';
const kedasAutoscaler = `${autoscalers}/keda-hpa-web`;

/** As KEDA does: an autoscaler that the ScaledObject owns, and that follows its bounds. */
async function makeAutoscaler(place: Place): Promise<void> {
  const wanted = await readAt(place, scaledObject);
  const minReplicas = Number(textField(wanted, 'spec.minReplicaCount'));
  const maxReplicas = Number(textField(wanted, 'spec.maxReplicaCount'));
  const found = await place.admin.send({ method: 'GET', path: placed(kedasAutoscaler, place) });
  if (field(found.json, 'spec.maxReplicas') === maxReplicas) return;
  if (found.status === 200) return change(place, kedasAutoscaler, { spec: { minReplicas, maxReplicas } });
  const owner = {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    name: 'web',
    uid: textField(wanted, 'metadata.uid'),
    controller: true,
    blockOwnerDeletion: true,
  };
  const body = placed(JSON.stringify(autoscaler('keda-hpa-web', owner)), place);
  await place.admin.expect({ method: 'POST', path: placed(autoscalers, place), body });
}

const keda: ActionCase = {
  action: 'hpa',
  kind: 'HorizontalPodAutoscaler',
  variant: 'of a KEDA ScaledObject',
  objects: [
    workload('Deployment'),
    {
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'ScaledObject',
      metadata: { name: 'web', namespace: '{ns}' },
      spec: {
        scaleTargetRef: { name: 'web' },
        minReplicaCount: 2,
        maxReplicaCount: 4,
        triggers: [{ type: 'cpu', metricType: 'Utilization', metadata: { value: '80' } }],
      },
    },
  ],
  prepare: async (place) =>
    until(place, has(kedasAutoscaler, { 'spec.maxReplicas': 4 }), 'the autoscaler of KEDA'),
  controller: { name: 'KEDA', act: makeAutoscaler },
  command: 'hpa keda-hpa-web --max 6 -n {ns}',
  calls: ['patch scaledobjects.keda.sh'],
  done: all(
    has(scaledObject, { 'spec.minReplicaCount': 2, 'spec.maxReplicaCount': 6 }),
    has(kedasAutoscaler, { 'spec.maxReplicas': 6 }),
  ),
  undo: {
    calls: ['patch scaledobjects.keda.sh'],
    undone: all(
      has(scaledObject, { 'spec.minReplicaCount': 2, 'spec.maxReplicaCount': 4 }),
      has(kedasAutoscaler, { 'spec.maxReplicas': 4 }),
    ),
  },
};

export const scaling: readonly ActionCase[] = [
  scale('Deployment'),
  scale('StatefulSet'),
  bareReplicaSet,
  hpa,
  keda,
];

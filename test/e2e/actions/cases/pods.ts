import { field, textField } from '../../support/field.ts';
import type { ActionCase, Look, Place } from '../action-case.ts';
import { livePods, readyPod } from '../look-at.ts';
import { workload } from '../workloads.ts';

const victim = 'e2e.middlewatch.dev/victim';

/** Marks the pod that will go, so that it can be told from its successor. */
async function choosePod(place: Place): Promise<string> {
  const name = await readyPod(place, 'web');
  await place.admin.expect({
    method: 'PATCH',
    path: `/api/v1/namespaces/${place.namespace}/pods/${name}`,
    contentType: 'application/merge-patch+json',
    body: { metadata: { annotations: { [victim]: 'yes' } } },
  });
  return name;
}

/** The pod is gone, and another one has come for it. */
const replaced: Look = async (place) => {
  const pods = await livePods(place, 'web');
  const left = pods.find(
    (pod) => field(pod, `metadata.annotations.${victim.replaceAll('.', '\\.')}`) !== undefined,
  );
  if (left !== undefined) return `${textField(left, 'metadata.name')} is still there`;
  return pods.length === 2 ? undefined : `${pods.length} pods instead of 2`;
};

export const pods: readonly ActionCase[] = [
  {
    action: 'delete-pod',
    kind: 'Pod',
    objects: [workload('Deployment')],
    command: async (place) => `delete-pod ${await choosePod(place)} -n {ns}`,
    calls: ['delete pods'],
    done: replaced,
    undo: 'none',
  },
  {
    action: 'evict-pod',
    kind: 'Pod',
    objects: [
      workload('Deployment'),
      {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: { name: 'web', namespace: '{ns}' },
        spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } },
      },
    ],
    command: async (place) => `evict-pod ${await choosePod(place)} -n {ns}`,
    calls: ['create pods/eviction'],
    done: replaced,
    undo: 'none',
  },
];

import { field, textField } from '../../support/field.ts';
import type { ActionCase, Look, Place } from '../action-case.ts';
import { all, has, livePods, readyPod } from '../look-at.ts';
import { waitUntil } from '../../support/wait-until.ts';

const node = '/api/v1/nodes/{node}';
const toleration = { key: 'e2e.middlewatch.dev/case', operator: 'Exists' };

const onOneOf = (...values: string[]): object => ({ key: 'kubernetes.io/hostname', operator: 'In', values });

/** Two pods that would rather be on the case's node, and can be elsewhere. */
const shop: object = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: '{ns}' },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: {
        tolerations: [toleration],
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [{ matchExpressions: [onOneOf('{node}', 'node-1', 'node-2')] }],
            },
            preferredDuringSchedulingIgnoredDuringExecution: [
              {
                weight: 100,
                preference: { matchExpressions: [onOneOf('{node}')] },
              },
            ],
          },
        },
        containers: [{ name: 'app', image: 'shop.example/web:1' }],
      },
    },
  },
};

const agent: object = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'agent', namespace: '{ns}' },
  spec: {
    selector: { matchLabels: { app: 'agent' } },
    template: {
      metadata: { labels: { app: 'agent' } },
      spec: {
        nodeSelector: { 'kubernetes.io/hostname': '{node}' },
        tolerations: [toleration],
        containers: [{ name: 'agent', image: 'shop.example/agent:1' }],
      },
    },
  },
};

const budget: object = {
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: 'web', namespace: '{ns}' },
  spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } },
};

const nodesOf = async (place: Place, app: string): Promise<string[]> =>
  (await livePods(place, app)).map((pod) => textField(pod, 'spec.nodeName'));

async function running(place: Place): Promise<void> {
  await readyPod(place, 'agent');
  await waitUntil(
    async () => {
      const pods = await livePods(place, 'web');
      return pods.length === 2 && pods.every((pod) => field(pod, 'status.phase') === 'Running');
    },
    { what: `the pods of ${place.namespace}` },
  );
  const nodes = await nodesOf(place, 'web');
  if (nodes.some((one) => one !== place.node)) throw new Error(`the pods are on ${nodes.join(', ')}`);
}

const emptied: Look = async (place) => {
  const [left, agents] = [await nodesOf(place, 'web'), await nodesOf(place, 'agent')];
  if (left.length !== 2 || left.includes(place.node)) return `the pods are on ${left.join(', ')}`;
  return agents.join() === place.node ? undefined : `the agent is on ${agents.join(', ')}`;
};

const drain = (objects: readonly object[]): ActionCase => ({
  action: 'drain',
  kind: 'Node',
  node: true,
  objects,
  prepare: running,
  command: 'drain {node}',
  calls: ['patch nodes', 'create pods/eviction', 'create pods/eviction'],
  done: all(has(node, { 'spec.unschedulable': true }), emptied),
  undo: { calls: ['patch nodes'], undone: all(has(node, { 'spec.unschedulable': undefined }), emptied) },
});

export const drains: readonly ActionCase[] = [
  drain([shop, agent]),
  {
    ...drain([shop, agent, budget]),
    variant: 'one pod at a time, by a disruption budget',
    asksBudgets: true,
  },
];

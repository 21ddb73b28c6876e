import { expect, it } from 'vitest';
import { targetHealth } from '../../src/actions/target-health.ts';
import type { JsonObject } from '../../src/model/json.ts';

const deployment = (status: JsonObject, spec: JsonObject = { replicas: 3 }): JsonObject => ({
  metadata: { generation: 4 },
  spec,
  status: { observedGeneration: 4, ...status },
});

it.each<[string, string, JsonObject, string]>([
  ['all there', 'Deployment', deployment({ availableReplicas: 3, updatedReplicas: 3 }), 'healthy'],
  ['one missing', 'Deployment', deployment({ availableReplicas: 2, updatedReplicas: 3 }), 'ill'],
  ['half a rollout', 'StatefulSet', deployment({ availableReplicas: 3, updatedReplicas: 1 }), 'ill'],
  ['no status yet', 'Deployment', deployment({}), 'ill'],
  ['scaled to nothing', 'Deployment', deployment({}, { replicas: 0 }), 'unknown'],
  [
    'not seen by its controller',
    'Deployment',
    deployment({ observedGeneration: 3, availableReplicas: 3 }),
    'unknown',
  ],
  ['a ReplicaSet', 'ReplicaSet', deployment({ availableReplicas: 3 }), 'healthy'],
  ['all daemons', 'DaemonSet', deployment({ desiredNumberScheduled: 2, numberAvailable: 2 }), 'healthy'],
  ['a daemon missing', 'DaemonSet', deployment({ desiredNumberScheduled: 2, numberAvailable: 1 }), 'ill'],
  ['a node', 'Node', { status: { conditions: [{ type: 'Ready', status: 'True' }] } }, 'healthy'],
  [
    'a node that is silent',
    'Node',
    { status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } },
    'ill',
  ],
  ['a pod without conditions', 'Pod', { status: {} }, 'unknown'],
  ['a CronJob', 'CronJob', {}, 'unknown'],
])('%s', (_name, kind, object, health) => {
  expect(targetHealth(kind, object)).toBe(health);
});

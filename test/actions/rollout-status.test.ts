import { expect, it } from 'vitest';
import { deploymentRollout } from '../../src/actions/rollout-status.ts';

/** A Deployment whose rollout exceeded its deadline, and whose template was written then. */
const exceeded = (toldAt: string, writtenAt: string) => ({
  metadata: {
    generation: 5,
    managedFields: [
      { manager: 'ci', time: '2026-01-01T00:00:00Z', fieldsV1: { 'f:spec': { 'f:template': {} } } },
      {
        manager: 'middlewatch-rollback-1',
        time: writtenAt,
        fieldsV1: { 'f:spec': { 'f:template': { 'f:spec': {} } } },
      },
    ],
  },
  spec: { replicas: 3 },
  status: {
    observedGeneration: 5,
    replicas: 4,
    updatedReplicas: 2,
    availableReplicas: 2,
    conditions: [
      {
        type: 'Progressing',
        status: 'False',
        reason: 'ProgressDeadlineExceeded',
        message: 'ReplicaSet "checkout-bad" has timed out progressing.',
        lastUpdateTime: toldAt,
      },
    ],
  },
});

it('a deadline that was exceeded before the template was written is not of this rollout', () => {
  expect(deploymentRollout(exceeded('2026-01-01T03:00:00Z', '2026-01-01T03:05:00Z'))).toEqual({
    state: 'waiting',
    words: '2 of 3 pods are made anew',
  });
  expect(deploymentRollout(exceeded('2026-01-01T03:15:00Z', '2026-01-01T03:05:00Z'))).toEqual({
    state: 'failed',
    words: 'ReplicaSet "checkout-bad" has timed out progressing.',
  });
});

it('is believed where nothing tells when the template was written', () => {
  const deployment = exceeded('2026-01-01T03:00:00Z', '2026-01-01T03:05:00Z');
  const metadata = { generation: 5 };
  expect(deploymentRollout({ ...deployment, metadata })).toMatchObject({ state: 'failed' });
});

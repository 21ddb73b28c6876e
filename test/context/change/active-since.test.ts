import { describe, expect, it } from 'vitest';
import { activeSince } from '../../../src/context/change/active-since.ts';
import type { Revision } from '../../../src/context/change/revisions.ts';
import type { Workload } from '../../../src/context/objects/find-workload.ts';
import type { JsonObject } from '../../../src/model/json.ts';

const current: Revision = {
  number: 3,
  name: 'checkout-old',
  uid: 'u',
  createdAt: 1000,
  template: {},
  reused: true,
};
const workload = (object: JsonObject = {}): Workload => ({
  reference: { cluster: 'prod', kind: 'Deployment', namespace: 'shop', name: 'checkout', uid: 'd' },
  object,
  owners: [],
});
const scaled = (message: string, at: string): JsonObject => ({
  reason: 'ScalingReplicaSet',
  message,
  firstTimestamp: at,
  lastTimestamp: '2026-11-24T09:00:00Z',
});
const writes: JsonObject = {
  metadata: {
    managedFields: [
      {
        manager: 'kubectl-rollout',
        operation: 'Update',
        time: '2026-11-24T03:02:00Z',
        fieldsV1: { 'f:spec': { 'f:template': {} } },
      },
      {
        manager: 'autoscaler',
        operation: 'Update',
        time: '2026-11-24T08:00:00Z',
        fieldsV1: { 'f:spec': { 'f:replicas': {} } },
      },
      {
        manager: 'controller',
        subresource: 'status',
        time: '2026-11-24T08:00:00Z',
        fieldsV1: { 'f:spec': { 'f:template': {} } },
      },
    ],
  },
};
const progressing: JsonObject = {
  status: {
    conditions: [
      {
        type: 'Progressing',
        message: 'ReplicaSet "checkout-old" has successfully progressed.',
        lastUpdateTime: '2026-11-24T03:03:00Z',
      },
    ],
  },
};

describe('activeSince', () => {
  it('is when a new revision was made', () => {
    expect(activeSince(workload(), { ...current, reused: false }, [])).toBe(1000);
  });

  it('is, for one that is used again, when it was scaled up from nothing', () => {
    const events = [
      scaled('Scaled up replica set checkout-old from 0 to 1', '2026-11-24T01:00:00Z'),
      scaled('Scaled up replica set checkout-old to 1', '2026-11-24T03:01:00Z'),
      scaled('Scaled up replica set checkout-old from 1 to 3', '2026-11-24T04:00:00Z'),
      scaled('Scaled up replica set checkout-new from 0 to 1', '2026-11-24T05:00:00Z'),
    ];
    expect(activeSince(workload({ ...writes, ...progressing }), current, events)).toBe(
      Date.parse('2026-11-24T03:01:00Z'),
    );
  });

  it('is else the last write to the template, then the condition that names it', () => {
    expect(activeSince(workload({ ...writes, ...progressing }), current, [])).toBe(
      Date.parse('2026-11-24T03:02:00Z'),
    );
    expect(activeSince(workload(progressing), current, [])).toBe(Date.parse('2026-11-24T03:03:00Z'));
  });

  it('is unknown when nothing tells', () => {
    expect(activeSince(workload(), current, [])).toBeUndefined();
    expect(activeSince(workload(progressing), { ...current, name: 'checkout-other' }, [])).toBeUndefined();
  });
});

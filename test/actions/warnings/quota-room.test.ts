import { describe, expect, it } from 'vitest';
import { containersOf } from '../../../src/actions/warnings/pod-amounts.ts';
import { podDemand, quotaProblems, type DemandChange } from '../../../src/actions/warnings/quota-room.ts';
import type { JsonObject } from '../../../src/model/json.ts';

const spec = (cpu: string): JsonObject => ({
  containers: [{ name: 'app', resources: { requests: { cpu } } }],
});
const demand = (cpu: string) => podDemand(containersOf(spec(cpu)), spec(cpu));
const quota = (used: string, more: JsonObject = {}): JsonObject => ({
  metadata: { name: 'team' },
  spec: { hard: { 'requests.cpu': '1' }, ...more },
  status: { hard: { 'requests.cpu': '1' }, used: { 'requests.cpu': used } },
});
const rollout = (changes: Partial<DemandChange> = {}): DemandChange => ({
  now: demand('400m'),
  later: demand('400m'),
  before: 2,
  after: 2,
  stay: 'replaced',
  ...changes,
});

describe('a rollout in a namespace with a quota', () => {
  it('cannot begin without room for its first new pod, unless one of the old ones may be missing', () => {
    expect(quotaProblems([quota('800m')], rollout({ surge: { beyond: 1, missing: 0 } }))).toEqual([
      expect.stringContaining('no room for the first new pod beside the old ones'),
    ]);
    expect(quotaProblems([quota('600m')], rollout({ surge: { beyond: 1, missing: 0 } }))).toEqual([]);
    expect(quotaProblems([quota('800m')], rollout({ surge: { beyond: 0, missing: 1 } }))).toEqual([]);
  });

  it('gets not all of its pods when these are larger', () => {
    const larger = rollout({ later: demand('600m'), surge: { beyond: 0, missing: 1 } });
    expect(quotaProblems([quota('800m')], larger)).toEqual([
      'Quota team: requests.cpu 800m of 1 used, each pod takes 600m: not all new pods are let in.',
    ]);
    expect(quotaProblems([quota('500m')], larger)).toEqual([]);
  });

  it('is not judged by what is not counted yet, nor as certain by a quota of only some pods', () => {
    const fresh = { metadata: { name: 'team' }, spec: { hard: { 'requests.cpu': '1' } } };
    expect(quotaProblems([fresh], rollout())).toEqual([expect.stringContaining('is not counted yet')]);
    const scoped = quota('900m', { scopes: ['BestEffort'] });
    expect(quotaProblems([scoped], rollout({ after: 4 }))).toEqual([
      expect.stringContaining('whether these is unknown'),
    ]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyLimitRanges } from '../../src/actions/warnings/limit-ranges.ts';
import { containersOf } from '../../src/actions/warnings/pod-amounts.ts';
import { podSecurityWarning } from '../../src/actions/warnings/pod-security-warning.ts';
import { podDemand, quotaProblems } from '../../src/actions/warnings/quota-room.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { podSecurityCases } from '../actions/warnings/pod-security-cases.ts';
import type { ClusterAnswer } from './support/cluster-client.ts';
import { startControlPlane, type ControlPlane } from './support/start-control-plane.ts';
import { waitUntil } from './support/wait-until.ts';

// Plans say from a template what the API server will answer to its pods, without the right to create any. Here the real
// API server is asked, by a dry run of each pod.
let plane: ControlPlane;
const levels = ['baseline', 'restricted'] as const;
const enforce = (level: string): JsonObject => ({ 'pod-security.kubernetes.io/enforce': level });

beforeAll(async () => {
  plane = await startControlPlane();
  for (const [name, labels] of [
    ...levels.map((level) => [level, enforce(level)] as const),
    ['amounts', {}] as const,
  ])
    await makeNamespace(name, labels);
});
afterAll(async () => plane.stop());

async function makeNamespace(name: string, labels: JsonObject): Promise<void> {
  const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
  await plane.admin.expect({ method: 'POST', path: '/api/v1/namespaces', body });
  const account = { method: 'GET', path: `/api/v1/namespaces/${name}/serviceaccounts/default` };
  await waitUntil(async () => (await plane.admin.send(account)).status === 200, {
    what: `the service account of ${name}, without which no pod is let in`,
  });
}

async function tryPod(namespace: string, template: JsonObject): Promise<ClusterAnswer> {
  const { metadata = {}, spec } = template as { metadata?: JsonObject; spec: JsonObject };
  return plane.admin.send({
    method: 'POST',
    path: `/api/v1/namespaces/${namespace}/pods?dryRun=All`,
    body: { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, name: 'tried' }, spec },
  });
}

describe('what a plan says of Pod Security', () => {
  it.each(podSecurityCases)('is what the API server says: $name', async ({ template }) => {
    for (const level of levels) {
      const answer = await tryPod(level, template);
      const said = podSecurityWarning({ metadata: { name: level, labels: enforce(level) } }, template);
      // Privileged containers are refused before, by the API server's own flag.
      const refused = /violates PodSecurity|disallowed by cluster policy/.test(answer.text);
      expect([level, refused ? 'refused' : answer.status, refused ? '' : answer.text.slice(0, 300)]).toEqual([
        level,
        said === undefined ? 201 : 'refused',
        said === undefined ? expect.any(String) : '',
      ]);
    }
  });
});

describe('what a plan says of LimitRanges and quotas', () => {
  const template = (resources: JsonObject): JsonObject => ({
    spec: { containers: [{ name: 'app', image: 'shop/checkout:1', resources }] },
  });
  const collection = '/api/v1/namespaces/amounts';
  const limitRange: JsonObject = {
    metadata: { name: 'usual' },
    spec: {
      limits: [
        {
          type: 'Container',
          default: { cpu: '500m' },
          defaultRequest: { cpu: '250m' },
          max: { cpu: '1' },
          min: { cpu: '100m' },
          maxLimitRequestRatio: { cpu: '4' },
        },
      ],
    },
  };
  const quota = async (): Promise<JsonObject> =>
    (await plane.admin.expect({ method: 'GET', path: `${collection}/resourcequotas/team` })) as JsonObject;

  it('is what the API server says', async () => {
    const make = async (resource: string, body: JsonObject): Promise<void> => {
      await plane.admin.expect({ method: 'POST', path: `${collection}/${resource}`, body });
    };
    await make('limitranges', { apiVersion: 'v1', kind: 'LimitRange', ...limitRange });
    await make('resourcequotas', {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'team' },
      spec: { hard: { 'requests.cpu': '1', 'limits.memory': '1Gi', pods: '10' } },
    });
    await waitUntil(async () => JSON.stringify(await quota()).includes('"used":'), {
      what: 'the quota to be counted',
    });
    const cases: readonly (readonly [JsonObject, 'limit-range' | 'quota' | 'let in'])[] = [
      [{ limits: { memory: '1Gi' } }, 'let in'],
      [{ limits: { memory: '2Gi' } }, 'quota'],
      [{}, 'quota'],
      [{ limits: { memory: '1Gi', cpu: '2' } }, 'limit-range'],
      [{ limits: { memory: '1Gi', cpu: '50m' } }, 'limit-range'],
      [{ limits: { memory: '1Gi', cpu: '1' }, requests: { cpu: '200m' } }, 'limit-range'],
      [{ limits: { memory: '1Gi', cpu: '1' }, requests: { cpu: '1' } }, 'let in'],
    ];
    for (const [resources, expected] of cases) {
      const answer = await tryPod('amounts', template(resources));
      const server =
        answer.status === 201
          ? 'let in'
          : /exceeded quota|failed quota/.test(answer.text)
            ? 'quota'
            : /usage per Container|cpu max limit to request ratio/.test(answer.text)
              ? 'limit-range'
              : answer.text;
      const { containers, problems } = applyLimitRanges(
        containersOf(template(resources)['spec'] as JsonObject),
        [limitRange],
      );
      const demand = podDemand(containers, template(resources)['spec'] as JsonObject);
      const change = { now: demand, later: demand, before: 0, after: 1, stay: 'as-they-are' } as const;
      const ours =
        problems.length > 0
          ? 'limit-range'
          : quotaProblems([await quota()], change).length > 0
            ? 'quota'
            : 'let in';
      expect([resources, server, ours]).toEqual([resources, expected, expected]);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/actions/catalogue.ts';
import { permissionsOf } from '../../src/actions/permissions-of.ts';
import { roleOf } from '../../src/cluster/missing-right.ts';
import { statusError } from '../../src/cluster/status-error.ts';
import { reviewAccess, rightOf } from '../../src/cluster/review-access.ts';
import { noteMissingRights } from '../../src/cluster/note-missing-rights.ts';
import type { ClusterError } from '../../src/cluster/cluster-client.ts';
import { type Change, type ClusterClient } from '../../src/cluster/cluster-client.ts';

const forbidden = (message: string, person?: string): ClusterError =>
  statusError(
    'prod',
    403,
    JSON.stringify({ kind: 'Status', message, reason: 'Forbidden', code: 403 }),
    person,
  );

describe('a 403 in words', () => {
  // The messages are those of a Kubernetes 1.34 API server.
  it.each([
    [
      'pods is forbidden: User "system:serviceaccount:middlewatch:middlewatch" cannot list resource "pods" in API group "" in the namespace "shop"',
      undefined,
      'The bot (system:serviceaccount:middlewatch:middlewatch) may not list pods in shop on prod: the rule "list pods" of the role middlewatch is missing; `middlewatch rbac` prints it',
    ],
    [
      'deployments.apps "checkout" is forbidden: User "bot" cannot patch resource "deployments/scale" in API group "apps" in the namespace "shop"',
      undefined,
      'The bot (bot) may not patch deployments/scale.apps checkout in shop on prod: the rule "patch deployments/scale.apps" of the role middlewatch-actions is missing; `middlewatch rbac` prints it',
    ],
    [
      'nodes "node-3" is forbidden: User "ana@example.com" cannot patch resource "nodes" in API group "" at the cluster scope',
      'ana@example.com',
      'ana@example.com may not patch nodes node-3 on prod: Kubernetes\' own rights decide here, and no role of theirs has the rule "patch nodes"; the role middlewatch-cluster-actions of `middlewatch rbac` does',
    ],
    [
      'groups "oncall" is forbidden: User "bot" cannot impersonate resource "groups" in API group "" at the cluster scope',
      'ana@example.com',
      'The bot (bot) may not act as the group oncall on prod: the rule "impersonate groups" for oncall of the role middlewatch-impersonate is missing; `middlewatch rbac` prints it',
    ],
    [
      'userextras.authentication.k8s.io "U0ANA" is forbidden: User "bot" cannot impersonate resource "userextras/middlewatch-slack-user" in API group "authentication.k8s.io" at the cluster scope',
      'ana@example.com',
      'The bot (bot) may not send the extra middlewatch-slack-user on prod: the rule "impersonate userextras/middlewatch-slack-user.authentication.k8s.io" of the role middlewatch-impersonate is missing; `middlewatch rbac` prints it',
    ],
  ])('%s', (message, person, words) => {
    const error = forbidden(message, person);
    expect(error.message).toBe(words);
    expect(error.missing).toBeDefined();
    expect(words.length).toBeLessThan(300);
  });

  it('names the admission policy that refuses, and what it says', () => {
    const error = forbidden(
      `deployments.apps "cart" is forbidden: ValidatingAdmissionPolicy 'middlewatch' with binding 'middlewatch' denied request: restart changes only spec/template`,
    );
    expect(error.message).toBe(
      'The admission policy middlewatch refuses this: restart changes only spec/template; after a change of the config apply what `middlewatch rbac` prints',
    );
    expect(error.missing).toBeUndefined();
  });

  it('is the API server’s own where it speaks of no right', () => {
    const error = forbidden('pods "x" is forbidden: violates PodSecurity "restricted:latest"');
    expect(error.message).toBe('pods "x" is forbidden: violates PodSecurity "restricted:latest"');
    expect(error.missing).toBeUndefined();
  });
});

it('names a role of which every rule of an action really is one', () => {
  const scopes = new Map<string, Set<string>>();
  for (const action of Object.values(catalogue))
    for (const { apiGroup, resources, verbs, scope } of permissionsOf(action))
      for (const resource of resources)
        for (const verb of verbs) {
          const key = `${verb} ${resource} ${apiGroup}`;
          scopes.set(key, (scopes.get(key) ?? new Set()).add(scope));
        }
  for (const [key, printed] of scopes) {
    const [verb = '', resource = '', apiGroup = ''] = key.split(' ');
    const namespaced = !['nodes', 'storageclasses'].includes(resource);
    const role = roleOf({ verb, resource, apiGroup, ...(namespaced && { namespace: 'shop' }) }, 'person');
    expect([key, role]).toEqual([
      key,
      printed.has('namespace')
        ? expect.stringMatching(/^middlewatch-actions/)
        : 'middlewatch-cluster-actions',
    ]);
  }
});

describe('the right that a call needs', () => {
  it.each<[Pick<Change, 'method' | 'path'>, object]>([
    [
      { method: 'PATCH', path: '/apis/apps/v1/namespaces/shop/deployments/checkout/scale' },
      {
        verb: 'patch',
        apiGroup: 'apps',
        namespace: 'shop',
        resource: 'deployments',
        name: 'checkout',
        subresource: 'scale',
      },
    ],
    [
      { method: 'PATCH', path: '/api/v1/nodes/node-3' },
      { verb: 'patch', apiGroup: '', resource: 'nodes', name: 'node-3' },
    ],
    [
      { method: 'POST', path: '/apis/batch/v1/namespaces/shop/jobs' },
      { verb: 'create', apiGroup: 'batch', namespace: 'shop', resource: 'jobs' },
    ],
    [
      { method: 'DELETE', path: '/api/v1/namespaces/a%20b/pods/x' },
      { verb: 'delete', apiGroup: '', namespace: 'a b', resource: 'pods', name: 'x' },
    ],
    [
      { method: 'DELETE', path: '/api/v1/namespaces/shop' },
      { verb: 'delete', apiGroup: '', resource: 'namespaces', name: 'shop' },
    ],
  ])('%j', (change, right) => {
    expect(rightOf(change)).toEqual(right);
  });
});

const patchNode = rightOf({ method: 'PATCH', path: '/api/v1/nodes/node-3' });

function clusterThat(answer: () => Promise<object>): ClusterClient {
  return { name: 'prod', change: answer, get: answer, close: () => undefined } as unknown as ClusterClient;
}

describe('the question about rights', () => {
  const ana = { user: 'ana@example.com', groups: ['sre'], extra: {} };

  it('names what is not allowed', async () => {
    const lacking = await reviewAccess(
      clusterThat(async () => ({ status: { allowed: false } })),
      ana,
      [patchNode, patchNode],
    );
    expect(lacking).toEqual([expect.stringMatching(/^ana@example\.com may not patch nodes node-3 on prod/)]);
    const own = await reviewAccess(
      clusterThat(async () => ({ status: { allowed: false } })),
      undefined,
      [patchNode],
    );
    expect(own).toEqual([expect.stringMatching(/^The bot may not patch nodes node-3 on prod: the rule/)]);
    expect(
      await reviewAccess(
        clusterThat(async () => ({ status: { allowed: true } })),
        ana,
        [patchNode],
      ),
    ).toEqual([]);
  });

  it('is left to the call where nobody may ask, but not where the bot may not act as this person', async () => {
    const refused = async (message: string): Promise<string[]> =>
      reviewAccess(
        clusterThat(async () => {
          throw forbidden(message);
        }),
        ana,
        [patchNode],
      );
    expect(
      await refused(
        'selfsubjectaccessreviews.authorization.k8s.io is forbidden: User "ana@example.com" cannot create resource "selfsubjectaccessreviews" in API group "authorization.k8s.io" at the cluster scope',
      ),
    ).toEqual([]);
    await expect(
      refused(
        'users "ana@example.com" is forbidden: User "bot" cannot impersonate resource "users" in API group "" at the cluster scope',
      ),
    ).rejects.toThrow('may not act as the user ana@example.com');
  });
});

it('what was refused is remembered once, whoever goes on without it', async () => {
  const message =
    'events is forbidden: User "bot" cannot list resource "events" in API group "" in the namespace "shop"';
  const noted = noteMissingRights(
    clusterThat(async () => {
      throw forbidden(message);
    }),
  );
  await noted.cluster.get('/x').catch(() => undefined);
  await noted.cluster.get('/x').catch(() => undefined);
  expect(noted.missing()).toEqual([expect.stringContaining('list events in shop')]);
});

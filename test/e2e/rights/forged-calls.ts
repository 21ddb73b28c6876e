import type { ClusterRequest } from '../support/cluster-client.ts';

const deployment = '/apis/apps/v1/namespaces/shop/deployments/cart';
const strategic = 'application/strategic-merge-patch+json';
const merge = 'application/merge-patch+json';

export const manager = (action: string): string => `fieldManager=middlewatch-${action}-e99`;

/** What `kubectl set env` sends. */
export function setEnvironment(value: string, query = 'fieldManager=kubectl'): ClusterRequest {
  return templateChange(query, { spec: { containers: [{ name: 'app', env: [{ name: 'A', value }] }] } });
}

function templateChange(query: string, template: object): ClusterRequest {
  return {
    method: 'PATCH',
    path: `${deployment}?${query}`,
    contentType: strategic,
    body: { spec: { template } },
  };
}

function change(path: string, action: string, body: object): ClusterRequest {
  return { method: 'PATCH', path: `${path}?${manager(action)}`, contentType: merge, body };
}

/** Calls with the bot's own credentials that no action makes, and what the API server answers. */
export const forged: readonly (readonly [what: string, call: ClusterRequest, words: RegExp])[] = [
  [
    'a variable in the template',
    setEnvironment('b'),
    /only rollback, restart, set-image .*named as field manager/,
  ],
  [
    'a variable, called a restart',
    setEnvironment('c', manager('restart')),
    /restart changes only .*restartedAt/,
  ],
  [
    'a variable, called an image',
    setEnvironment('d', manager('set-image')),
    /set-image changes only .*image/,
  ],
  [
    'another image, called a restart',
    templateChange(manager('restart'), { spec: { containers: [{ name: 'app', image: 'evil.example/x' }] } }),
    /restart changes only/,
  ],
  [
    'one container more, called an image',
    templateChange(manager('set-image'), {
      spec: { containers: [{ name: 'more', image: 'evil.example/x' }] },
    }),
    /set-image changes only/,
  ],
  [
    'another service account, called a rollback',
    templateChange(manager('rollback'), { spec: { serviceAccountName: 'powerful' } }),
    /a rollback does not change the service account/,
  ],
  [
    'the namespaces of the node, called a rollback',
    templateChange(manager('rollback'), { spec: { hostNetwork: true } }),
    /does not bring pods into the namespaces of the node/,
  ],
  [
    'the files of the node, called a rollback',
    templateChange(manager('rollback'), { spec: { volumes: [{ name: 'node', hostPath: { path: '/' } }] } }),
    /does not make containers privileged or mount the node/,
  ],
  [
    'power over the node by a capability, called a rollback',
    templateChange(manager('rollback'), {
      spec: { containers: [{ name: 'app', securityContext: { capabilities: { add: ['SYS_ADMIN'] } } }] },
    }),
    /adds no capabilities, host ports or unconfined profiles/,
  ],
  [
    'a port of the node, called a rollback',
    templateChange(manager('rollback'), {
      spec: { containers: [{ name: 'app', ports: [{ containerPort: 80, hostPort: 80 }] }] },
    }),
    /adds no capabilities, host ports or unconfined profiles/,
  ],
  [
    'no confinement, called a rollback',
    templateChange(manager('rollback'), {
      spec: { securityContext: { seccompProfile: { type: 'Unconfined' } } },
    }),
    /adds no capabilities, host ports or unconfined profiles/,
  ],
  [
    'a template and replicas in one, called a rollback',
    {
      method: 'PATCH',
      path: `${deployment}?${manager('rollback')}`,
      contentType: strategic,
      body: { spec: { replicas: 9, template: { metadata: { labels: { version: 'x' } } } } },
    },
    /rollback changes only spec\/template/,
  ],
  [
    'replicas by a forced apply, called a rollback',
    {
      method: 'PATCH',
      path: `${deployment}?${manager('rollback')}&force=true`,
      contentType: 'application/apply-patch+yaml',
      body: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'cart' }, spec: { replicas: 9 } },
    },
    /rollback changes only spec\/template/,
  ],
  [
    'the record of who changed what, called a restart',
    change(deployment, 'restart', { metadata: { managedFields: [{}] } }),
    /leaves its name on what it changes/,
  ],
  [
    'replicas of the Deployment itself, called a rollback',
    change(deployment, 'rollback', { spec: { replicas: 0 } }),
    /rollback changes only spec\/template/,
  ],
  [
    'a finalizer, called a restart',
    change(deployment, 'restart', { metadata: { finalizers: ['evil.example/x'] } }),
    /restart changes only/,
  ],
  [
    'an annotation of somebody else, called a restart',
    change(deployment, 'restart', { metadata: { annotations: { 'evil.example/x': 'y' } } }),
    /restart changes only/,
  ],
  [
    'a label of a node, called cordon',
    change('/api/v1/nodes/node-1', 'cordon', { metadata: { labels: { evil: 'x' } } }),
    /cordon changes only spec\/unschedulable/,
  ],
  [
    'a taint, called cordon',
    change('/api/v1/nodes/node-1', 'cordon', { spec: { taints: [{ key: 'evil', effect: 'NoSchedule' }] } }),
    /cordon changes only spec\/unschedulable/,
  ],
  [
    'a Job of nobody',
    {
      method: 'POST',
      path: `/apis/batch/v1/namespaces/shop/jobs?${manager('run-now')}`,
      body: {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: { name: 'evil' },
        spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'x', image: 'evil' }] } } },
      },
    },
    /makes Jobs only of a CronJob/,
  ],
  [
    'a Job on the files of the node, said to be of a CronJob',
    {
      method: 'POST',
      path: `/apis/batch/v1/namespaces/shop/jobs?${manager('run-now')}`,
      body: {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: {
          name: 'evil-mw-e99',
          ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name: 'report', uid: 'u-1' }],
        },
        spec: {
          template: {
            spec: {
              restartPolicy: 'Never',
              containers: [{ name: 'x', image: 'evil' }],
              volumes: [{ name: 'node', hostPath: { path: '/' } }],
            },
          },
        },
      },
    },
    /reaches its node is run by hand/,
  ],
];

/** On one pod, named by its uid as an honest call does. */
export const forgedOnPods: readonly (readonly [
  what: string,
  call: (pod: { name: string; uid: string }) => ClusterRequest,
])[] = [
  [
    'is deleted by force',
    ({ name, uid }) => ({
      method: 'DELETE',
      path: `/api/v1/namespaces/shop/pods/${name}`,
      body: { apiVersion: 'v1', kind: 'DeleteOptions', gracePeriodSeconds: 0, preconditions: { uid } },
    }),
  ],
  [
    'is evicted by force',
    ({ name, uid }) => ({
      method: 'POST',
      path: `/api/v1/namespaces/shop/pods/${name}/eviction?${manager('evict-pod')}`,
      body: {
        apiVersion: 'policy/v1',
        kind: 'Eviction',
        metadata: { name, namespace: 'shop' },
        deleteOptions: { gracePeriodSeconds: 0, preconditions: { uid } },
      },
    }),
  ],
  [
    'gets an ephemeral container',
    ({ name }) => ({
      method: 'PATCH',
      path: `/api/v1/namespaces/shop/pods/${name}/ephemeralcontainers?${manager('rollback')}`,
      contentType: strategic,
      body: { spec: { ephemeralContainers: [{ name: 'evil', image: 'evil.example/x' }] } },
    }),
  ],
  [
    'is told to run a command',
    ({ name }) => ({
      method: 'POST',
      path: `/api/v1/namespaces/shop/pods/${name}/exec?command=id&stdout=true&container=app`,
    }),
  ],
];

/** What RBAC refuses the bot, and only the policy refuses when it acts as somebody who may do everything. */
export const beyond: readonly (readonly [what: string, call: ClusterRequest])[] = [
  [
    'removes the finalizer of a namespace',
    {
      method: 'PATCH',
      path: '/api/v1/namespaces/quiet?fieldManager=kubectl',
      contentType: merge,
      body: { metadata: { finalizers: null } },
    },
  ],
  ['deletes a namespace', { method: 'DELETE', path: '/api/v1/namespaces/shop' }],
  ['says that replicas are there', change(`${deployment}/status`, 'scale', { status: { replicas: 99 } })],
  [
    'asks for the token of a service account',
    {
      method: 'POST',
      path: '/api/v1/namespaces/shop/serviceaccounts/default/token',
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} },
    },
  ],
  ['deletes a Deployment', { method: 'DELETE', path: deployment }],
  [
    'restarts in another namespace',
    change('/apis/apps/v1/namespaces/quiet/deployments/still', 'restart', {
      metadata: { annotations: { 'middlewatch.dev/execution': 'middlewatch-restart-e99' } },
    }),
  ],
  [
    'makes somebody an administrator',
    {
      method: 'POST',
      path: '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
      body: {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRoleBinding',
        metadata: { name: 'evil' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
      },
    },
  ],
];

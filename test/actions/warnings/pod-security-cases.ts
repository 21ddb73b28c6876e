import type { JsonObject } from '../../../src/model/json.ts';

/** A pod template, the level that refuses it first (undefined: none does), and the words that name why. */
export interface PodSecurityCase {
  name: string;
  template: JsonObject;
  refusedBy?: 'baseline' | 'restricted';
  words?: string;
}

/** Keeps to every level. */
const good: JsonObject = {
  allowPrivilegeEscalation: false,
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
  capabilities: { drop: ['ALL'] },
};
const without = (key: string): JsonObject =>
  Object.fromEntries(Object.entries(good).filter(([name]) => name !== key));
const container = (securityContext: JsonObject, more: JsonObject = {}): JsonObject => ({
  name: 'app',
  image: 'shop/checkout:1',
  securityContext,
  ...more,
});
const pod = (context: JsonObject, spec: JsonObject = {}, metadata: JsonObject = {}): JsonObject => ({
  metadata,
  spec: { containers: [container(context)], ...spec },
});
const init = (context: JsonObject): JsonObject => ({ ...container(context), name: 'prepare' });
const annotation = 'container.apparmor.security.beta.kubernetes.io/app';

const baseline: readonly (readonly [string, JsonObject, string])[] = [
  ['host namespaces', pod({}, { hostNetwork: true }), 'hostNetwork'],
  ['privileged', pod({ privileged: true }), 'app: privileged'],
  ['capabilities', pod({ capabilities: { add: ['NET_ADMIN', 'CHOWN'] } }), 'app: capabilities NET_ADMIN'],
  ['a host path', pod({}, { volumes: [{ name: 'v', hostPath: { path: '/' } }] }), 'volume v is a hostPath'],
  [
    'a host port',
    { spec: { containers: [container({}, { ports: [{ containerPort: 80, hostPort: 80 }] })] } },
    'hostPort',
  ],
  ['a proc mount', pod({ procMount: 'Unmasked' }, { hostUsers: false }), 'procMount'],
  [
    'no seccomp',
    pod({}, { securityContext: { seccompProfile: { type: 'Unconfined' } } }),
    'the pod: seccompProfile',
  ],
  ['SELinux', pod({ seLinuxOptions: { type: 'spc_t' } }), 'seLinuxOptions'],
  ['no AppArmor', pod({}, {}, { annotations: { [annotation]: 'unconfined' } }), 'AppArmor'],
  [
    'a sysctl',
    pod({}, { securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '1' }] } }),
    'sysctl kernel.msgmax',
  ],
  ['an init container', pod({}, { initContainers: [init({ privileged: true })] }), 'prepare: privileged'],
];
const restricted: readonly (readonly [string, JsonObject, string])[] = [
  [
    'a volume',
    pod(good, { volumes: [{ name: 'v', nfs: { server: 'nas', path: '/' } }] }),
    'volume v is a nfs',
  ],
  ['escalation', pod(without('allowPrivilegeEscalation')), 'allowPrivilegeEscalation'],
  ['root', pod(without('runAsNonRoot')), 'runAsNonRoot'],
  [
    'root against the pod',
    pod({ ...good, runAsNonRoot: false }, { securityContext: { runAsNonRoot: true } }),
    'runAsNonRoot',
  ],
  ['user 0', pod({ ...good, runAsUser: 0 }), 'runAsUser 0'],
  ['nothing about seccomp', pod(without('seccompProfile')), 'seccompProfile'],
  ['capabilities that stay', pod(without('capabilities')), 'not dropped'],
  ['an added capability', pod({ ...good, capabilities: { drop: ['ALL'], add: ['CHOWN'] } }), 'are added'],
  ['an init container', pod(good, { initContainers: [init(without('capabilities'))] }), 'prepare'],
];
const podContext: JsonObject = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };
const fine: readonly (readonly [string, JsonObject])[] = [
  ['plain', pod(good)],
  [
    'usual volumes',
    pod(good, {
      volumes: [{ name: 'a', emptyDir: {} }, { name: 'b', configMap: { name: 'x' } }, { name: 'c' }],
    }),
  ],
  [
    'what the pod says for its containers',
    pod(
      { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      { securityContext: podContext },
    ),
  ],
  ['Windows', pod({ runAsNonRoot: true }, { os: { name: 'windows' } })],
  ['a low port', pod({ ...good, capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } })],
  ['an init container', pod(good, { initContainers: [init(good)] })],
];

export const podSecurityCases: readonly PodSecurityCase[] = [
  ...baseline.map(([name, template, words]) => ({
    name: `baseline: ${name}`,
    template,
    refusedBy: 'baseline' as const,
    words,
  })),
  ...restricted.map(([name, template, words]) => ({
    name: `restricted: ${name}`,
    template,
    refusedBy: 'restricted' as const,
    words,
  })),
  ...fine.map(([name, template]) => ({ name: `fine: ${name}`, template })),
];

import { describe, expect, it } from 'vitest';
import { podSecurityWarning } from '../../../src/actions/warnings/pod-security-warning.ts';
import type { JsonObject } from '../../../src/model/json.ts';

const namespace = (level: string): JsonObject => ({
  metadata: { name: 'shop', labels: { 'pod-security.kubernetes.io/enforce': level } },
});
const good: JsonObject = {
  allowPrivilegeEscalation: false,
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
  capabilities: { drop: ['ALL'] },
};
const pod = (context: JsonObject, spec: JsonObject = {}, metadata: JsonObject = {}): JsonObject => ({
  metadata,
  spec: { containers: [{ name: 'app', securityContext: context }], ...spec },
});

describe('what Pod Security will refuse', () => {
  const baseline: [string, JsonObject, string][] = [
    ['host namespaces', pod({}, { hostNetwork: true }), 'hostNetwork'],
    ['privileged', pod({ privileged: true }), 'app: privileged'],
    ['capabilities', pod({ capabilities: { add: ['NET_ADMIN', 'CHOWN'] } }), 'app: capabilities NET_ADMIN'],
    ['host paths', pod({}, { volumes: [{ name: 'v', hostPath: { path: '/' } }] }), 'volume v is a hostPath'],
    [
      'host ports',
      { spec: { containers: [{ name: 'app', ports: [{ containerPort: 80, hostPort: 80 }] }] } },
      'hostPort',
    ],
    ['proc mounts', pod({ procMount: 'Unmasked' }), 'procMount'],
    ['seccomp', pod({}, { securityContext: { seccompProfile: { type: 'Unconfined' } } }), 'the pod: seccomp'],
    ['SELinux', pod({ seLinuxOptions: { type: 'spc_t' } }), 'seLinuxOptions'],
    [
      'AppArmor',
      pod({}, {}, { annotations: { 'container.apparmor.security.beta.kubernetes.io/app': 'unconfined' } }),
      'app: AppArmor unconfined',
    ],
    ['sysctls', pod({}, { securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '1' }] } }), 'msgmax'],
    [
      'init containers',
      { spec: { containers: [], initContainers: [{ name: 'i', securityContext: { privileged: true } }] } },
      'i: privileged',
    ],
  ];
  it.each(baseline)('baseline: %s', (_name, template, words) => {
    expect(podSecurityWarning(namespace('baseline'), template)).toContain(words);
    expect(podSecurityWarning(namespace('restricted'), template)).toContain(words);
    expect(podSecurityWarning(namespace('privileged'), template)).toBeUndefined();
    expect(podSecurityWarning({ metadata: { name: 'shop' } }, template)).toBeUndefined();
  });

  const without = (key: string): JsonObject =>
    Object.fromEntries(Object.entries(good).filter(([name]) => name !== key));
  const restricted: [string, JsonObject, string][] = [
    ['volumes', pod(good, { volumes: [{ name: 'v', nfs: {} }] }), 'volume v is a nfs'],
    ['escalation', pod(without('allowPrivilegeEscalation')), 'allowPrivilegeEscalation'],
    ['root', pod(without('runAsNonRoot')), 'runAsNonRoot'],
    [
      'root against the pod',
      pod({ ...good, runAsNonRoot: false }, { securityContext: { runAsNonRoot: true } }),
      'runAsNonRoot',
    ],
    ['user 0', pod({ ...good, runAsUser: 0 }), 'runAsUser 0'],
    ['seccomp', pod(without('seccompProfile')), 'seccompProfile'],
    ['capabilities', pod(without('capabilities')), 'not dropped'],
    ['added capabilities', pod({ ...good, capabilities: { drop: ['ALL'], add: ['CHOWN'] } }), 'are added'],
  ];
  it.each(restricted)('restricted: %s', (_name, template, words) => {
    expect(podSecurityWarning(namespace('restricted'), template)).toContain(words);
    expect(podSecurityWarning(namespace('baseline'), template)).toBeUndefined();
  });

  it('lets in what keeps to it, by the container or by the pod, and Windows without what it lacks', () => {
    const { runAsNonRoot, seccompProfile, ...own } = good;
    const volumes = [{ name: 'a', emptyDir: {} }, { name: 'b', configMap: { name: 'x' } }, { name: 'c' }];
    for (const template of [
      pod(good, { volumes }),
      pod(own, { securityContext: { runAsNonRoot, seccompProfile } as JsonObject }),
      pod({ runAsNonRoot: true }, { os: { name: 'windows' } }),
      pod({ ...good, capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } }),
    ])
      expect(podSecurityWarning(namespace('restricted'), template)).toBeUndefined();
  });
});

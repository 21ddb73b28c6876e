import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { rbac } from '../../../src/cli/rbac.ts';
import { applyDefinitions } from '../support/apply-definitions.ts';
import { applyManifests } from '../support/apply-manifests.ts';
import { cleanup } from '../support/cleanup.ts';
import type { TokenUser } from '../support/control-plane-files.ts';
import { serviceAccountToken } from '../support/service-account-token.ts';
import { openShop, release } from '../support/shop.ts';
import { startControlPlane, type ControlPlane } from '../support/start-control-plane.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
  rules?: Rule[];
  roleRef?: { apiGroup: string; kind: string; name: string };
  subjects?: object[];
  spec?: { policyName?: string };
}

export interface Rule {
  apiGroups: string[];
  resources: string[];
  resourceNames?: string[];
  verbs: string[];
}

export type Mode = 'own' | 'impersonate';

/** A real control plane with a shop, and what `rbac` prints for a config. */
export interface RightsWorld {
  plane: ControlPlane;
  /** What `rbac --config` prints; the names of what is cluster-wide end with the mode, for both share one server here. */
  printed(mode: Mode): Promise<Manifest[]>;
  apply(manifests: readonly object[]): Promise<void>;
  /** The token of the account that reads or acts. */
  token(mode: Mode, account: 'reads' | 'acts'): Promise<string>;
  stop: () => Promise<void>;
}

export const botName = (mode: Mode, account: 'reads' | 'acts'): string =>
  `system:serviceaccount:middlewatch:${mode}-${account}`;

const local = ['rollback', 'restart', 'scale', 'set-image', 'run-now', 'delete-pod', 'evict-pod'];

function config(mode: Mode): string {
  return JSON.stringify({
    slack: { channel: '#incidents' },
    clusters: [{ name: 'e2e', impersonate: mode === 'impersonate', actAs: { tokenFile: '/token' } }],
    people: [
      { slack: 'U0ANA', user: 'ana@example.com', groups: ['sre'] },
      { slack: 'U0BEN', user: 'ben@example.com', groups: ['sre'] },
    ],
    slackGroups: [{ slack: 'S0ONCALL', group: 'oncall' }],
    policy: [
      { actions: local, namespaces: ['shop'], ask: ['group:sre'], approve: { from: ['group:sre'] } },
      { actions: ['cordon', 'uncordon'], ask: ['group:sre'], approve: { from: ['group:sre'] } },
    ],
  });
}

const pod = (name: string): object => ({
  restartPolicy: 'Never',
  containers: [{ name, image: `shop.example/${name}:1` }],
});

function workload(app: string, replicas?: number): object {
  return {
    ...(replicas !== undefined && { replicas }),
    selector: { matchLabels: { app } },
    template: {
      metadata: { labels: { app } },
      spec: { containers: [{ name: 'app', image: `shop.example/${app}:1` }] },
    },
  };
}

const furniture: object[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'middlewatch' } },
  {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'quiet', finalizers: ['e2e.middlewatch.dev/kept'] },
  },
  ...(['own', 'impersonate'] as const).flatMap((mode) =>
    ['reads', 'acts'].map((account) => ({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: `${mode}-${account}`, namespace: 'middlewatch' },
    })),
  ),
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'still', namespace: 'quiet' },
    spec: workload('still', 0),
  },
];

/** What they say of who keeps them: the bot then asks these, as far as it may. */
const keepers: Readonly<Record<string, Record<string, string>>> = {
  StatefulSet: { 'kustomize.toolkit.fluxcd.io/name': 'shop' },
  DaemonSet: { 'helm.toolkit.fluxcd.io/name': 'shop' },
  Rollout: { 'argocd.argoproj.io/instance': 'shop' },
};

const inShop: readonly (readonly [path: string, kind: string, name: string, spec: object])[] = [
  [
    '/apis/batch/v1',
    'CronJob',
    'report',
    { schedule: '0 4 1 1 *', jobTemplate: { spec: { template: { spec: pod('report') } } } },
  ],
  ['/apis/apps/v1', 'StatefulSet', 'basket', { serviceName: 'basket', ...workload('basket', 1) }],
  ['/apis/apps/v1', 'DaemonSet', 'logger', workload('logger')],
  ['/apis/argoproj.io/v1alpha1', 'Rollout', 'web', { strategy: { canary: {} }, ...workload('web', 1) }],
];

export async function startRightsWorld(users: Record<string, TokenUser>): Promise<RightsWorld> {
  const ends = cleanup();
  const folder = await temporaryFolder('rights');
  ends.add(folder.remove);
  try {
    const plane = await startControlPlane({ nodes: ['node-1', 'node-2'], users });
    ends.add(() => plane.stop());
    const apply = async (manifests: readonly object[]): Promise<void> => {
      await applyManifests(plane.admin, manifests.map((one) => JSON.stringify(one)).join('\n---\n'));
    };
    await openShop(plane.admin, ['checkout', 'cart']);
    await release(plane.admin, 'checkout', '2');
    await apply(furniture);
    await applyDefinitions(plane.admin);
    for (const [path, kind, name, spec] of inShop) {
      const apiVersion = path.slice('/apis/'.length);
      await plane.admin.expect({
        method: 'POST',
        path: `${path}/namespaces/shop/${kind.toLowerCase()}s`,
        body: { apiVersion, kind, metadata: { name, labels: { app: name, ...keepers[kind] } }, spec },
      });
    }
    return {
      plane,
      apply,
      printed: async (mode) => {
        const file = join(folder.path, `${mode}.json`);
        await writeFile(file, config(mode));
        const accounts = [`middlewatch/${mode}-reads`, `middlewatch/${mode}-acts`] as const;
        let text = '';
        let problems = '';
        const args = [
          '--config',
          file,
          '--service-account',
          accounts[0],
          '--act-service-account',
          accounts[1],
        ];
        const code = await rbac(args, {
          stdout: (part) => (text += part),
          stderr: (part) => (problems += part),
          env: {},
        });
        if (code !== 0) throw new Error(problems);
        return parseAllDocuments(text).map((document) => renamed(document.toJS() as Manifest, mode));
      },
      token: (mode, account) => serviceAccountToken(plane.admin, 'middlewatch', `${mode}-${account}`),
      stop: ends.run,
    };
  } catch (error) {
    await ends.run();
    throw error;
  }
}

function renamed(manifest: Manifest, mode: Mode): Manifest {
  const { metadata, roleRef, spec } = manifest;
  const name = (own: string): string => `${own}-${mode}`;
  return {
    ...manifest,
    metadata: { ...metadata, name: name(metadata.name) },
    ...(roleRef !== undefined && { roleRef: { ...roleRef, name: name(roleRef.name) } }),
    ...(spec?.policyName !== undefined && { spec: { ...spec, policyName: name(spec.policyName) } }),
  };
}

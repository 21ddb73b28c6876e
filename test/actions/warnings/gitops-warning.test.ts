import { describe, expect, it } from 'vitest';
import type { ActionTools } from '../../../src/actions/action.ts';
import { gitopsWarning } from '../../../src/actions/warnings/gitops-warning.ts';
import { ClusterError, type ClusterClient } from '../../../src/cluster/cluster-client.ts';
import type { JsonObject } from '../../../src/model/json.ts';

/** One object of Argo CD or Flux at its path; anything else is not there. */
function toolsWith(path: string, object: JsonObject | 403): ActionTools {
  const get = async (asked: string): Promise<JsonObject> => {
    if (asked === path && object !== 403) return object;
    throw new ClusterError('refused', 'no', { status: object === 403 ? 403 : 404 });
  };
  return {
    cluster: { get } as Partial<ClusterClient> as ClusterClient,
    redact: (text) => text,
    now: () => 0,
  };
}

const application = '/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/shop';
const byArgo = (id = 'shop'): JsonObject => ({
  metadata: {
    name: 'checkout',
    namespace: 'shop',
    annotations: { 'argocd.argoproj.io/tracking-id': `${id}:apps/Deployment:shop/checkout` },
  },
});
const syncPolicy = (automated: JsonObject | null, metadata: JsonObject = {}): JsonObject => ({
  metadata,
  spec: { syncPolicy: { automated } },
});
const labelled = (tool: 'kustomize' | 'helm'): JsonObject => ({
  metadata: {
    name: 'checkout',
    labels: {
      [`${tool}.toolkit.fluxcd.io/name`]: 'shop',
      [`${tool}.toolkit.fluxcd.io/namespace`]: 'flux-system',
    },
  },
});
const kustomization = '/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/flux-system/kustomizations/shop';
const release = '/apis/helm.toolkit.fluxcd.io/v2/namespaces/flux-system/helmreleases/shop';

describe('who takes a change back, as their own object says', () => {
  const cases: [string, JsonObject, string, JsonObject | 403, string][] = [
    [
      'self-heal',
      byArgo(),
      application,
      syncPolicy({ selfHeal: true }),
      'back in about 5 s. Revert the commit, or pause it first: `argocd app set shop --sync-policy none`',
    ],
    ['automated without self-heal', byArgo(), application, syncPolicy({}), 'holds until the next commit'],
    ['by hand', byArgo(), application, syncPolicy(null), 'syncs by hand only'],
    [
      'switched off',
      byArgo(),
      application,
      syncPolicy({ enabled: false, selfHeal: true }),
      'syncs by hand only',
    ],
    [
      'of an ApplicationSet',
      byArgo(),
      application,
      syncPolicy({ selfHeal: true }, { ownerReferences: [{ kind: 'ApplicationSet' }] }),
      'Its ApplicationSet keeps the sync policy',
    ],
    [
      'elsewhere',
      byArgo('team_shop'),
      application.replace('/argocd/', '/team/'),
      syncPolicy({ selfHeal: true }),
      'application team/shop owns this, and self-heal is on',
    ],
    [
      'not readable',
      byArgo(),
      application,
      403,
      'with self-heal it takes the change back in about 5 s, else',
    ],
    ['not there', byArgo(), '/nothing', {}, 'with self-heal it takes the change back in about 5 s, else'],
    [
      'Flux',
      labelled('kustomize'),
      kustomization,
      { spec: { interval: '10m' } },
      'within its interval (10m). Revert the commit, or pause it first: `flux suspend kustomization shop -n flux-system`',
    ],
    [
      'Flux, suspended',
      labelled('kustomize'),
      kustomization,
      { spec: { interval: '10m', suspend: true } },
      'it is suspended now',
    ],
    [
      'a release without drift detection',
      labelled('helm'),
      release,
      { spec: { interval: '5m' } },
      'it corrects no drift',
    ],
    [
      'a release with drift detection',
      labelled('helm'),
      release,
      { spec: { interval: '5m', driftDetection: { mode: 'enabled' } } },
      'corrects drift within its interval (5m)',
    ],
  ];
  it.each(cases)('%s', async (_name, object, path, found, words) => {
    expect(await gitopsWarning(toolsWith(path, found), object)).toContain(words);
  });

  it('is silent about an object that nobody manages', async () => {
    expect(await gitopsWarning(toolsWith('/', {}), { metadata: { name: 'checkout' } })).toBeUndefined();
  });
});

import type { ActionCase, Place } from '../action-case.ts';
import { has, readAt } from '../look-at.ts';
import { field } from '../../support/field.ts';
import { waitUntil } from '../../support/wait-until.ts';

const canaryPath = '/apis/flagger.app/v1beta1/namespaces/{ns}/canaries/web';
const onCanary = ['patch canaries.flagger.app'];

const canary = (spec: object = {}): object => ({
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name: 'web', namespace: '{ns}' },
  spec: {
    targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
    analysis: { interval: '1m', threshold: 5, maxWeight: 50, stepWeight: 10 },
    ...spec,
  },
});

const version = (name: string): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: '{ns}' },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'web', version: name } },
    template: {
      metadata: { labels: { app: 'web', version: name } },
      spec: { containers: [{ name: 'app', image: `shop.example/web:${name}` }] },
    },
  },
});

/** Traffic goes only to where pods answer. */
async function bothReady(place: Place): Promise<void> {
  for (const name of ['blue', 'green'])
    await waitUntil(
      async () =>
        field(
          await readAt(place, `/apis/apps/v1/namespaces/{ns}/deployments/${name}`),
          'status.availableReplicas',
        ) === 2,
      { what: `${name} in ${place.namespace}` },
    );
}

const service = '/api/v1/namespaces/{ns}/services/web';
const ingress = '/apis/networking.k8s.io/v1/namespaces/{ns}/ingresses/web-canary';
const weight = 'metadata.annotations.nginx\\.ingress\\.kubernetes\\.io/canary-weight';
const virtualService = '/apis/networking.istio.io/v1/namespaces/{ns}/virtualservices/web';
const httpRoute = '/apis/gateway.networking.k8s.io/v1/namespaces/{ns}/httproutes/web';

const subset = (name: string, share: number): object => ({
  destination: { host: 'web', subset: name },
  weight: share,
});
/** The stable one's share, then the canary's. */
const weights = (list: string, first: number, second: number): Record<string, number> => ({
  [`spec.${list}.0.weight`]: first,
  [`spec.${list}.1.weight`]: second,
});

/** Flagger's brake, and where traffic goes by the objects of several routers. */
export const traffic: readonly ActionCase[] = [
  {
    action: 'halt',
    kind: 'Canary',
    objects: [canary()],
    command: 'halt canary/web -n {ns}',
    calls: onCanary,
    done: has(canaryPath, { 'spec.suspend': true }),
    undo: { calls: onCanary, undone: has(canaryPath, { 'spec.suspend': false }) },
  },
  {
    action: 'resume',
    kind: 'Canary',
    objects: [canary({ suspend: true })],
    command: 'resume canary/web -n {ns}',
    calls: onCanary,
    done: has(canaryPath, { 'spec.suspend': false }),
    undo: { calls: onCanary, undone: has(canaryPath, { 'spec.suspend': true }) },
  },
  {
    action: 'traffic',
    kind: 'Service',
    objects: [
      version('blue'),
      version('green'),
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'web', namespace: '{ns}' },
        spec: { selector: { app: 'web', version: 'green' }, ports: [{ port: 80 }] },
      },
    ],
    prepare: bothReady,
    command: 'traffic svc/web version=blue -n {ns}',
    calls: ['patch services'],
    done: has(service, { 'spec.selector': { app: 'web', version: 'blue' } }),
    undo: {
      calls: ['patch services'],
      undone: has(service, { 'spec.selector': { app: 'web', version: 'green' } }),
    },
  },
  {
    action: 'traffic',
    kind: 'Ingress',
    objects: [
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: {
          name: 'web-canary',
          namespace: '{ns}',
          annotations: {
            'nginx.ingress.kubernetes.io/canary': 'true',
            'nginx.ingress.kubernetes.io/canary-weight': '30',
          },
        },
        spec: { defaultBackend: { service: { name: 'web-canary', port: { number: 80 } } } },
      },
    ],
    command: 'traffic ingress/web-canary 0 -n {ns}',
    calls: ['patch ingresses.networking.k8s.io'],
    done: has(ingress, { [weight]: '0' }),
    undo: { calls: ['patch ingresses.networking.k8s.io'], undone: has(ingress, { [weight]: '30' }) },
  },
  {
    action: 'traffic',
    kind: 'VirtualService',
    objects: [
      {
        apiVersion: 'networking.istio.io/v1',
        kind: 'VirtualService',
        metadata: { name: 'web', namespace: '{ns}' },
        spec: {
          hosts: ['web'],
          http: [{ name: 'primary', route: [subset('stable', 80), subset('canary', 20)], timeout: '5s' }],
        },
      },
    ],
    command: 'traffic virtualservice/web stable=100,canary=0 -n {ns}',
    calls: ['patch virtualservices.networking.istio.io'],
    done: has(virtualService, { ...weights('http.0.route', 100, 0), 'spec.http.0.timeout': '5s' }),
    undo: {
      calls: ['patch virtualservices.networking.istio.io'],
      undone: has(virtualService, { ...weights('http.0.route', 80, 20), 'spec.http.0.timeout': '5s' }),
    },
  },
  {
    action: 'traffic',
    kind: 'HTTPRoute',
    objects: [
      {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'HTTPRoute',
        metadata: { name: 'web', namespace: '{ns}' },
        spec: {
          rules: [
            {
              backendRefs: [
                { name: 'web-stable', port: 80, weight: 70 },
                { name: 'web-canary', port: 80, weight: 30 },
              ],
            },
          ],
        },
      },
    ],
    command: 'traffic httproute/web web-stable=100,web-canary=0 -n {ns}',
    calls: ['patch httproutes.gateway.networking.k8s.io'],
    done: has(httpRoute, {
      ...weights('rules.0.backendRefs', 100, 0),
      'spec.rules.0.backendRefs.0.port': 80,
    }),
    undo: {
      calls: ['patch httproutes.gateway.networking.k8s.io'],
      undone: has(httpRoute, weights('rules.0.backendRefs', 70, 30)),
    },
  },
];

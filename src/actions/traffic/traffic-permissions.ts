import type { Permission } from '../../model/permission.ts';

const inNamespace = { scope: 'namespace' } as const;
const readAndPatch = ['get', 'patch'];

export const trafficPermissions: readonly Permission[] = [
  {
    ...inNamespace,
    apiGroup: '',
    resources: ['services'],
    verbs: readAndPatch,
    neededBy: 'traffic: sets a value of spec.selector',
    fields: ['/spec/selector'],
  },
  {
    ...inNamespace,
    apiGroup: '',
    resources: ['pods'],
    verbs: ['list'],
    neededBy: 'traffic: whether the pods of the other version are ready',
  },
  {
    ...inNamespace,
    apiGroup: 'networking.k8s.io',
    resources: ['ingresses'],
    verbs: readAndPatch,
    neededBy: 'traffic: sets the canary weight of ingress-nginx',
    fields: ['/metadata/annotations/nginx.ingress.kubernetes.io~1canary-weight'],
  },
  {
    ...inNamespace,
    apiGroup: 'networking.istio.io',
    resources: ['virtualservices'],
    verbs: readAndPatch,
    neededBy: 'traffic: sets the weights of a VirtualService',
    fields: ['/spec/http'],
    optional: true,
  },
  {
    ...inNamespace,
    apiGroup: 'gateway.networking.k8s.io',
    resources: ['httproutes'],
    verbs: readAndPatch,
    neededBy: 'traffic: sets the weights of an HTTPRoute',
    fields: ['/spec/rules'],
    optional: true,
  },
  {
    ...inNamespace,
    apiGroup: 'argoproj.io',
    resources: ['rollouts'],
    verbs: ['list'],
    neededBy: 'traffic: whether a Rollout steers the VirtualService',
    optional: true,
  },
];

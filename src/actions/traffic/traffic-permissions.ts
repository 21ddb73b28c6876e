import type { AdmissionRule, Permission } from '../../model/permission.ts';

const inNamespace = { scope: 'namespace' } as const;
const readAndPatch = ['get', 'patch'];

/** Of a list of routes: each is as one from before, but for the weights of its destinations. */
function onlyWeights(list: string, destinations: string): AdmissionRule {
  const [now, before] = [`dyn(object).spec.${list}`, `dyn(oldObject).spec.${list}`];
  const sameBut = (one: string, other: string, field: string): string =>
    `${one}.all(k, k == '${field}' || (k in ${other} && ${one}[k] == ${other}[k])) && ${other}.all(k, k == '${field}' || k in ${one})`;
  const sameDestinations = `r.${destinations}.size() == o.${destinations}.size() && r.${destinations}.all(d, o.${destinations}.exists(e, ${sameBut('d', 'e', 'weight')}))`;
  const sameRoute = `${sameBut('r', 'o', destinations)} && ('${destinations}' in r) == ('${destinations}' in o) && (!('${destinations}' in r) || (${sameDestinations}))`;
  return {
    expression: `${now}.size() == ${before}.size() && ${now}.all(r, ${before}.exists(o, ${sameRoute}))`,
    message: 'traffic changes weights, not where routes lead: do that by hand',
  };
}

export const trafficPermissions: readonly Permission[] = [
  {
    ...inNamespace,
    apiGroup: '',
    resources: ['services'],
    verbs: readAndPatch,
    neededBy: 'traffic: sets a value of spec.selector',
    fields: ['/spec/selector'],
    holds: [
      {
        expression:
          'dyn(object).spec[?"selector"].orValue({}).all(k, k in dyn(oldObject).spec[?"selector"].orValue({})) && dyn(oldObject).spec[?"selector"].orValue({}).all(k, k in dyn(object).spec[?"selector"].orValue({}))',
        message: 'traffic changes values of the selector, not which labels it asks for: do that by hand',
      },
    ],
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
    holds: [onlyWeights('http', 'route')],
    optional: true,
  },
  {
    ...inNamespace,
    apiGroup: 'gateway.networking.k8s.io',
    resources: ['httproutes'],
    verbs: readAndPatch,
    neededBy: 'traffic: sets the weights of an HTTPRoute',
    fields: ['/spec/rules'],
    holds: [onlyWeights('rules', 'backendRefs')],
    optional: true,
  },
  {
    ...inNamespace,
    apiGroup: 'argoproj.io',
    resources: ['rollouts'],
    verbs: ['list'],
    neededBy: 'traffic: whether a Rollout steers the VirtualService',
    during: 'plan',
    optional: true,
  },
];

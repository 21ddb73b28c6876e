import type { Permission } from '../../model/permission.ts';

interface WarningKind {
  /** For docs/actions.md: what is told, and from where it is known. */
  tells: string;
  /** What it reads; absent: what the action has read already, or the store. */
  reads?: readonly Omit<Permission, 'neededBy'>[];
}

const list = (apiGroup: string, resource: string) =>
  ({ apiGroup, resources: [resource], verbs: ['list'], scope: 'namespace', during: 'plan' }) as const;
const getAnywhere = (apiGroup: string, resource: string) =>
  ({
    apiGroup,
    resources: [resource],
    verbs: ['get'],
    scope: 'cluster',
    optional: true,
    during: 'plan',
  }) as const;

/** The warnings that actions share. An action names those that it knows; they are found in plan-warnings.ts and in the store's record. */
export const warningKinds = {
  gitops: {
    tells:
      'Argo CD, Flux, Helm or an operator owns the object and takes the change back: who, how soon (by their own sync policy, interval and suspension, where these can be read), where to pause it',
    reads: [
      getAnywhere('argoproj.io', 'applications'),
      getAnywhere('kustomize.toolkit.fluxcd.io', 'kustomizations'),
      getAnywhere('helm.toolkit.fluxcd.io', 'helmreleases'),
    ],
  },
  autoscaler: {
    tells:
      'an autoscaler (HorizontalPodAutoscaler, KEDA, VerticalPodAutoscaler) owns the field and sets it back',
  },
  quota: {
    tells:
      'a ResourceQuota refuses new pods: how many fit, or what they do not say; a dry run does not see it, so it is counted from the template after LimitRanges',
    reads: [list('', 'resourcequotas')],
  },
  'limit-range': {
    tells: 'a LimitRange refuses the new pods',
    reads: [list('', 'limitranges')],
  },
  'pod-security': {
    tells:
      "Pod Security refuses the new pods: the template is judged by the namespace's `enforce` label (all controls of baseline and restricted, newest version). A level that the whole API server has by default is not seen",
    reads: [{ apiGroup: '', resources: ['namespaces'], verbs: ['get'], scope: 'namespace', during: 'plan' }],
  },
  budget: {
    tells: 'fewer pods stay than a PodDisruptionBudget wants, or a rollout takes more than it has room for',
    reads: [list('policy', 'poddisruptionbudgets')],
  },
  cost: {
    tells:
      'what it costs more or less an hour, an estimate from `prices` in the config and what the pods ask for',
  },
  applied: { tells: 'the object is kept by `kubectl apply`, whose next run brings the present state back' },
  'rolled-back': { tells: 'the revision was itself rolled back before, by the record of this bot' },
  'same-object': {
    tells:
      'other actions on the same object that wait, run, or ended in the last hour; and what became of them',
  },
  resolved: { tells: 'the incident has resolved meanwhile' },
} as const satisfies Record<string, WarningKind>;

export type WarningName = keyof typeof warningKinds;

/** What every plan is told, from the store. */
export const recordWarnings = ['same-object', 'resolved'] as const satisfies readonly WarningName[];

/** Of all that start pods. */
export const podWarningNames = [
  'quota',
  'limit-range',
  'pod-security',
  'budget',
  'cost',
] as const satisfies readonly WarningName[];

/** The rights that the warnings of an action need. Without one the warning says that it does not know. */
export function warningPermissions(action: string, names: readonly WarningName[]): Permission[] {
  return names.flatMap((name) => {
    const kind: WarningKind = warningKinds[name];
    return (kind.reads ?? []).map((one) => ({ ...one, neededBy: `${action}: the warning ${name}` }));
  });
}

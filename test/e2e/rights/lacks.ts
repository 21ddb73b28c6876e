import type { Mode, Rule } from './rights-world.ts';
import type { Variant } from './without-a-rule.ts';

/** One rule that is missing, what somebody does who needs it, and where they are told. */
export interface Lack {
  mode: Mode;
  lacks: Variant['lacks'];
  /** As the bot says it: `patch deployments/scale.apps`. */
  rule: string;
  /** How it may be named besides, where the API server chooses which right of several it misses first. */
  orNamed?: string;
  /** Absent: at the cluster scope. */
  namespace?: 'shop';
  told: Told;
}

export type Told =
  /** On the card or in its thread. */
  | { by: 'evidence'; alert: Readonly<Record<string, string>> }
  /** In the answer: there is no plan. */
  | { by: 'refusal'; command: string }
  /** On the plan. */
  | { by: 'warning'; command: string }
  /** After it was carried out. */
  | { by: 'verdict'; command: string }
  | { by: 'can' | 'form' };

const checkout = { alertname: 'KubeDeploymentReplicasMismatch', namespace: 'shop', deployment: 'checkout' };
const nodeIsIll = { alertname: 'KubeNodeNotReady', node: 'node-1' };
const inShop = { namespace: 'shop' } as const;
const evidence = (alert: Readonly<Record<string, string>>): Pick<Lack, 'told'> => ({
  told: { by: 'evidence', alert },
});
const refusal = (command: string): Pick<Lack, 'told'> => ({ told: { by: 'refusal', command } });
const warning = (command: string): Pick<Lack, 'told'> => ({ told: { by: 'warning', command } });

const own = { mode: 'own', lacks: 'reads' } as const;
const acts = { mode: 'own', lacks: 'acts' } as const;
const asPeople = { mode: 'impersonate', lacks: 'acts' } as const;
const person = { mode: 'impersonate', lacks: 'person' } as const;

/** A rule of each feature; every single rule is taken away in rights.test.ts. `POD` stands for a pod that runs. */
export const lacks: readonly Lack[] = [
  { ...own, rule: 'list pods', ...inShop, ...evidence(checkout) },
  { ...own, rule: 'list events', ...inShop, ...evidence(checkout) },
  { ...own, rule: 'get deployments.apps', ...inShop, ...evidence(checkout) },
  { ...own, rule: 'list replicasets.apps', ...inShop, ...evidence(checkout) },
  { ...own, rule: 'get nodes', ...evidence(nodeIsIll) },
  { ...own, rule: 'list controllerrevisions.apps', ...inShop, ...refusal('rollback sts/basket -n shop') },
  { ...own, rule: 'list resourcequotas', ...inShop, ...warning('restart deploy/cart -n shop') },
  { ...own, rule: 'get cronjobs.batch', ...inShop, ...refusal('run-now cronjob/report -n shop') },
  { ...acts, rule: 'patch deployments.apps', ...inShop, ...refusal('restart deploy/cart -n shop') },
  { ...acts, rule: 'patch deployments/scale.apps', ...inShop, ...refusal('scale deploy/cart 9 -n shop') },
  { ...acts, rule: 'patch rollouts.argoproj.io', ...inShop, ...refusal('restart rollout/web -n shop') },
  { ...acts, rule: 'create jobs.batch', ...inShop, ...refusal('run-now cronjob/report -n shop') },
  { ...acts, rule: 'delete pods', ...inShop, ...refusal('delete pod/POD -n shop') },
  { ...acts, rule: 'create pods/eviction', ...inShop, ...refusal('evict pod/POD -n shop') },
  { ...acts, rule: 'patch nodes', ...refusal('cordon node-2') },
  { ...acts, rule: 'patch deployments.apps', ...inShop, told: { by: 'can' } },
  { ...acts, rule: 'patch deployments.apps', ...inShop, told: { by: 'form' } },
  { ...asPeople, rule: 'impersonate users', ...refusal('restart deploy/cart -n shop') },
  { ...asPeople, rule: 'impersonate groups', ...refusal('restart deploy/cart -n shop') },
  {
    ...asPeople,
    rule: 'impersonate userextras/middlewatch-incident.authentication.k8s.io',
    orNamed: 'impersonate userextras/middlewatch-slack-user.authentication.k8s.io',
    ...refusal('restart deploy/cart -n shop'),
  },
  { ...person, rule: 'patch deployments/scale.apps', ...inShop, ...refusal('scale deploy/cart 9 -n shop') },
  { ...person, rule: 'get deployments.apps', ...inShop, ...refusal('restart deploy/cart -n shop') },
  { ...person, rule: 'create pods/eviction', ...inShop, ...refusal('evict pod/POD -n shop') },
  { ...person, rule: 'get nodes', ...refusal('cordon node-2') },
  {
    ...person,
    rule: 'list horizontalpodautoscalers.autoscaling',
    ...inShop,
    ...warning('scale deploy/cart 9 -n shop'),
  },
  { ...person, rule: 'patch deployments.apps', ...inShop, told: { by: 'can' } },
  { ...person, rule: 'patch deployments.apps', ...inShop, told: { by: 'form' } },
  {
    mode: 'impersonate',
    lacks: 'reads',
    rule: 'list pods',
    ...inShop,
    told: { by: 'verdict', command: 'restart deploy/cart -n shop' },
  },
];

/** Whether taking this rule away takes the right away. */
export function gives({ apiGroups, resources, verbs }: Rule, rule: string): boolean {
  const [verb = '', resource = ''] = rule.split(' ');
  return apiGroups.some((group) =>
    resources.some((one) => verbs.includes(verb) && `${one}${group === '' ? '' : `.${group}`}` === resource),
  );
}

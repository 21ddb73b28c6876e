import { catalogue } from '../../../src/actions/catalogue.ts';
import { isRefusal, type ActionTools } from '../../../src/actions/action.ts';
import { makePlan } from '../../../src/actions/make-plan.ts';
import type { ClusterClient, Identity } from '../../../src/cluster/cluster-client.ts';
import { connectCluster } from '../../../src/cluster/connect-cluster.ts';
import { twoAccounts } from '../../../src/cluster/two-accounts.ts';
import { collectContext } from '../../../src/context/collect-context.ts';
import type { ActionParameters } from '../../../src/model/action.ts';
import type { Subject } from '../../../src/model/subject.ts';
import type { TokenUser } from '../support/control-plane-files.ts';
import { listField, textField } from '../support/field.ts';
import { waitUntil } from '../support/wait-until.ts';
import type { Manifest, Mode, RightsWorld, Rule } from './rights-world.ts';

/** Accounts that hold what `rbac` prints without one rule each; their tokens are known beforehand. */
const mostVariants = 120;
const users = Array.from({ length: mostVariants }, (_, index) => `lacking-${index}`);
export const variantUsers: Record<string, TokenUser> = Object.fromEntries(
  users.map((username) => [`token-${username}`, { username, groups: [] }]),
);
let used = 0;

const api = 'rbac.authorization.k8s.io';
const atOnce = 4;

export interface Variant {
  user: string;
  /** `reads`, `acts`: a rule of the bot's own accounts. `person`: of the role that people have. */
  lacks: 'reads' | 'acts' | 'person';
  rule: Rule;
  manifests: object[];
}

/**
 * Plays each variant: everything that the bot looks at and plans, with one rule less.
 * @returns the rules whose absence nothing that the bot said names
 */
export async function playVariants(world: RightsWorld, mode: Mode): Promise<string[]> {
  const variants = variantsOf(await world.printed(mode), mode);
  await world.apply(variants.flatMap(({ manifests }) => manifests));
  const pods = await world.plane.admin.expect({ method: 'GET', path: '/api/v1/namespaces/shop/pods' });
  const pod = textField(listField(pods, 'items')[0], 'metadata.name');
  const silent: string[] = [];
  const toolsFor = await toolMaker(world, mode);
  const play = async (variant: Variant): Promise<void> => {
    const tools = await toolsFor(variant);
    // What was just bound is in force some moments later; until then other rules are named.
    const said = await waitUntil(async () => saysIt(tools, mode, variant, pod), {
      what: inWords(variant),
      timeoutMs: 20_000,
    }).catch(() => false);
    if (!said) silent.push(inWords(variant));
    tools.cluster.close();
  };
  const left = [...variants];
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) await play(next);
    }),
  );
  return silent;
}

function inWords({ lacks, rule }: Variant): string {
  return `${lacks}: ${rule.verbs.join()} ${rule.resources.join()} ${rule.apiGroups.join()}`;
}

function namesARule(text: string, { verbs, resources, apiGroups }: Rule): boolean {
  const group = apiGroups[0] ?? '';
  return resources.some((resource) =>
    verbs.some((verb) => text.includes(`rule "${verb} ${resource}${group === '' ? '' : `.${group}`}"`)),
  );
}

/** What `rbac` prints, without one rule each; for all rules, or those that are wanted. */
export function variantsOf(
  printed: readonly Manifest[],
  mode: Mode,
  isWanted: (lacks: Variant['lacks'], rule: Rule) => boolean = () => true,
): Variant[] {
  const roles = printed.filter(({ rules }) => rules !== undefined);
  const bound = (role: Manifest): 'reads' | 'acts' | 'person' => {
    const binding = printed.find(
      ({ roleRef, metadata }) =>
        roleRef?.name === role.metadata.name && metadata.namespace === role.metadata.namespace,
    );
    if (binding === undefined) return 'person';
    return JSON.stringify(binding.subjects).includes(`${mode}-reads`) ? 'reads' : 'acts';
  };
  return roles.flatMap((role) =>
    (role.rules ?? []).flatMap((rule, index) => {
      if (!isWanted(bound(role), rule)) return [];
      const user = users[used];
      used += 1;
      if (user === undefined) throw new Error('there are more rules than variants');
      const lacks = bound(role);
      const same = roles.filter((other) => bound(other) === lacks);
      return {
        user,
        lacks,
        rule,
        manifests: same.flatMap((other) =>
          grant(
            other,
            user,
            other === role ? (other.rules ?? []).filter((_, at) => at !== index) : (other.rules ?? []),
            lacks === 'person' && other.metadata.name.startsWith('middlewatch-actions')
              ? { namespace: 'shop' }
              : {},
          ),
        ),
      };
    }),
  );
}

function grant(
  role: Manifest,
  user: string,
  rules: readonly Rule[],
  where: { namespace?: string },
): object[] {
  const name = `${role.metadata.name}-${user}`;
  const metadata = { ...role.metadata, name };
  if (rules.length === 0) return [];
  const binding = where.namespace === undefined ? `${role.kind}Binding` : 'RoleBinding';
  return [
    { apiVersion: `${api}/v1`, kind: role.kind, metadata, rules },
    {
      apiVersion: `${api}/v1`,
      kind: binding,
      metadata: { ...metadata, ...where },
      roleRef: { apiGroup: api, kind: role.kind, name },
      subjects: [{ apiGroup: api, kind: 'User', name: user }],
    },
  ];
}

interface VariantTools extends ActionTools {
  reader: ClusterClient;
}

/** The bot with its own accounts, one of them replaced by the variant's; or a person who is one. */
async function toolMaker(
  world: RightsWorld,
  mode: Mode,
): Promise<(variant: Variant) => Promise<VariantTools>> {
  const reads = await world.token(mode, 'reads');
  const acts = await world.token(mode, 'acts');
  const files = new Map<string, Promise<string>>();
  // Written once for a token: a file that is being written anew cannot be read.
  const client = async (token: string): Promise<ClusterClient> => {
    const file = files.get(token) ?? world.plane.kubeconfigFile(token);
    files.set(token, file);
    return connectCluster({ name: 'e2e', kubeconfig: await file, env: {} });
  };
  return async ({ lacks, user }) => {
    const own = `token-${user}`;
    const reader = await client(lacks === 'reads' ? own : reads);
    // Whoever may act as anybody: what the person lacks is looked at.
    const actor = await client(lacks === 'acts' ? own : lacks === 'person' ? adminToken : acts);
    const identity: Identity = {
      user: lacks === 'person' ? user : 'ana@example.com',
      groups: lacks === 'person' ? [] : ['sre'],
      extra: { 'middlewatch-incident': 'inc-1', 'middlewatch-slack-user': 'U0ANA' },
    };
    return {
      reader,
      cluster: twoAccounts(reader, actor),
      redact: (text) => text,
      now: Date.now,
      ...(mode === 'impersonate' && { identity }),
    };
  };
}

/** Looks and plans until something names the rule. */
async function saysIt(
  tools: VariantTools,
  mode: Mode,
  { lacks, rule }: Variant,
  pod: string,
): Promise<boolean> {
  const said = (texts: readonly string[]): boolean => namesARule(texts.join('\n'), rule);
  if (lacks === 'reads' && said(await evidenceOf(tools.reader, pod))) return true;
  if (lacks === 'reads' && mode === 'impersonate') return said(await verified(tools, pod));
  for (const parameters of plansFor(pod)) if (said([await planned(tools, parameters)])) return true;
  return false;
}

const adminToken = 'token-admin';
const shop = (kind: string, name: string) => ({ cluster: 'e2e', kind, namespace: 'shop', name });

function plansFor(pod: string): ActionParameters[] {
  return [
    { action: 'rollback', target: shop('Deployment', 'checkout') },
    { action: 'restart', target: shop('StatefulSet', 'basket') },
    { action: 'restart', target: shop('DaemonSet', 'logger') },
    { action: 'rollback', target: shop('StatefulSet', 'basket') },
    { action: 'restart', target: shop('Rollout', 'web') },
    { action: 'scale', target: shop('Rollout', 'web'), replicas: 9 },
    { action: 'rollback', target: shop('Rollout', 'web') },
    { action: 'restart', target: shop('Rollout', ''), selector: 'app=web' },
    { action: 'restart', target: shop('Deployment', ''), selector: 'app=web' },
    { action: 'delete-pod', target: shop('Pod', pod) },
    { action: 'evict-pod', target: shop('Pod', pod) },
    { action: 'scale', target: shop('Deployment', 'cart'), replicas: 9 },
    { action: 'restart', target: shop('Deployment', 'cart') },
    { action: 'run-now', target: shop('CronJob', 'report') },
    { action: 'cordon', target: { cluster: 'e2e', kind: 'Node', name: 'node-2' } },
  ];
}

async function planned(tools: ActionTools, parameters: ActionParameters): Promise<string> {
  const made = await makePlan(tools, parameters);
  return isRefusal(made) ? made.message : made.warnings.join('\n');
}

async function evidenceOf(cluster: ClusterClient, pod: string): Promise<string[]> {
  const subjects: Subject[] = [
    shop('Pod', pod),
    shop('Deployment', 'checkout'),
    shop('StatefulSet', 'basket'),
    shop('DaemonSet', 'logger'),
    shop('Rollout', 'web'),
    shop('Job', 'none'),
    shop('CronJob', 'report'),
    shop('Service', 'checkout'),
    shop('PodDisruptionBudget', 'none'),
    { cluster: 'e2e', kind: 'Node', name: 'node-1' },
  ];
  const evidence = await Promise.all(
    subjects.map(async (subject) =>
      collectContext({
        incident: { subject, clusterKnown: true },
        alerts: [],
        sources: { cluster },
        now: Date.now,
      }),
    ),
  );
  return evidence.flat().flatMap((one) => (one.kind === 'failure' ? [one.text] : []));
}

/** With impersonation the bot verifies under its own name. */
async function verified(tools: ActionTools, pod: string): Promise<string[]> {
  const own: ActionTools = { cluster: tools.cluster, redact: tools.redact, now: tools.now };
  return Promise.all(
    plansFor(pod).map(async (parameters) => {
      const made = await makePlan(tools, parameters);
      if (isRefusal(made)) return '';
      try {
        const seen = await catalogue[parameters.action].verify(own, made, {
          since: 0,
          stableMs: 0,
          mark: 'middlewatch-x-y',
        });
        return JSON.stringify(seen);
      } catch (error) {
        return error instanceof Error ? error.message : '';
      }
    }),
  );
}

import type { Permission } from '../model/permission.ts';
import { boundNamespaces, partOf, type ActionNeeds } from './rbac-needs.ts';
import { mergeRules, type RbacRule } from './rbac-rules.ts';

export interface Account {
  namespace: string;
  name: string;
}

export interface RbacOptions {
  /** `own`: the bot acts under its own name. `impersonate`: under the asker's, whose rights decide. */
  identity: 'own' | 'impersonate';
  /** Whom the bot may act as, users and groups; nobody else. */
  users: readonly string[];
  groups: readonly string[];
  /** Reads, for collectors, plans and verdicts. */
  reader: Account;
  /** Changes, or acts as people; the same as the reader where there is only one. */
  actor: Account;
}

/** What the enabled features need, by who uses it. */
export interface RbacNeeds {
  /** Collectors: reads only, always under the bot's own name. */
  context: readonly Permission[];
  actions: readonly ActionNeeds[];
}

/** The extras that every impersonated call carries; RBAC knows no wildcard for them (measured), so each is named. */
export const extras = ['middlewatch-incident', 'middlewatch-slack-user'];

/** The roles and bindings of one cluster as YAML documents, with a comment for each rule that says what needs it. */
export function rbacDocuments({ context, actions }: RbacNeeds, options: RbacOptions): string[] {
  const reads = actions.map((one) => ({
    ...one,
    permissions: partOf(one.permissions, 'reads').filter(
      // Plans are made under the asker's name.
      ({ during }) => options.identity === 'own' || during !== 'plan',
    ),
  }));
  const changes = actions.map((one) => ({ ...one, permissions: partOf(one.permissions, 'changes') }));
  const cluster = [...context, ...everywhere(reads)];
  // What is read everywhere anyway needs no second rule in a namespace.
  const [there, left] = divide(byNamespace(reads), cluster);
  const readRoles = [
    ...bound('ClusterRole', 'middlewatch', mergeRules([...cluster, ...there]), options.reader),
    ...left.flatMap(([namespace, permissions]) =>
      bound('Role', 'middlewatch', mergeRules(permissions), options.reader, namespace),
    ),
  ];
  if (options.identity === 'impersonate') {
    const rules = impersonationRules(options);
    return [
      ...readRoles,
      ...bound('ClusterRole', 'middlewatch-impersonate', rules, options.actor),
      ...rolesForPeople(actions),
    ];
  }
  return [
    ...readRoles,
    ...bound(
      'ClusterRole',
      'middlewatch-cluster-actions',
      mergeRules(ofScope(changes, 'cluster')),
      options.actor,
    ),
    ...bound(
      'ClusterRole',
      'middlewatch-actions',
      mergeRules(everywhere(changes).filter(({ scope }) => scope === 'namespace')),
      options.actor,
    ),
    ...byNamespace(changes).flatMap(([namespace, permissions]) =>
      bound('Role', 'middlewatch-actions', mergeRules(permissions), options.actor, namespace),
    ),
  ];
}

const ofScope = (actions: readonly ActionNeeds[], scope: Permission['scope']): Permission[] =>
  actions.flatMap(({ permissions }) => permissions.filter((one) => one.scope === scope));

/** What has to stand in a ClusterRole: cluster-scoped, or in namespaces that the policy does not list one by one. */
function everywhere(actions: readonly ActionNeeds[]): Permission[] {
  return actions.flatMap((one) =>
    boundNamespaces(one) === undefined
      ? one.permissions
      : one.permissions.filter(({ scope }) => scope === 'cluster'),
  );
}

/** By namespace, what the actions that are allowed there need. */
function byNamespace(actions: readonly ActionNeeds[]): [string, Permission[]][] {
  const found = new Map<string, Permission[]>();
  for (const one of actions) {
    const local = one.permissions.filter(({ scope }) => scope === 'namespace');
    for (const namespace of boundNamespaces(one) ?? [])
      found.set(namespace, [...(found.get(namespace) ?? []), ...local]);
  }
  return [...found].sort(([one], [other]) => (one < other ? -1 : 1));
}

/** Those that the cluster-wide ones give too, and by namespace those that they do not. */
function divide(
  local: readonly [string, Permission[]][],
  cluster: readonly Permission[],
): [Permission[], [string, Permission[]][]] {
  const given = new Set(
    cluster.flatMap(({ apiGroup, resources, verbs }) =>
      resources.flatMap((resource) => verbs.map((verb) => `${apiGroup}/${resource} ${verb}`)),
    ),
  );
  const single = (permission: Permission): Permission[] =>
    permission.resources.flatMap((resource) =>
      permission.verbs.map((verb) => ({ ...permission, resources: [resource], verbs: [verb] })),
    );
  const isGiven = ({ apiGroup, resources, verbs }: Permission): boolean =>
    given.has(`${apiGroup}/${resources[0] ?? ''} ${verbs[0] ?? ''}`);
  const parts = local.map(([namespace, permissions]) => [namespace, permissions.flatMap(single)] as const);
  return [
    parts.flatMap(([, permissions]) => permissions.filter(isGiven)),
    parts.map(([namespace, permissions]) => [namespace, permissions.filter((one) => !isGiven(one))]),
  ];
}

/** What the people need, by how it is bound: a RoleBinding gives nothing on nodes. */
function rolesForPeople(actions: readonly ActionNeeds[]): string[] {
  const offer = (name: string, rules: readonly RbacRule[], where: string): string[] => {
    if (rules.length === 0) return [];
    const kind = where === '' ? 'clusterrolebinding' : 'rolebinding';
    const comment = [
      'Bound to nobody here: with impersonation the rights of the person who asks decide.',
      `For people who have no such rights yet: kubectl create ${kind} sre-${name} --clusterrole ${name} --group sre${where}`,
    ];
    return [role('ClusterRole', name, rules, { comment })];
  };
  const local = actions.flatMap(boundNamespaces)[0];
  return [
    ...offer(
      'middlewatch-actions',
      mergeRules(ofScope(actions, 'namespace')),
      local === undefined ? '' : ` -n ${local}`,
    ),
    ...offer('middlewatch-cluster-actions', mergeRules(ofScope(actions, 'cluster')), ''),
  ];
}

/** An empty list of names would mean every name: without people there is no rule. */
function impersonationRules({ users, groups }: RbacOptions): RbacRule[] {
  if (users.length === 0) return [];
  const rule = (resource: string, names: readonly string[], comment: string): RbacRule[] =>
    names.length === 0
      ? []
      : [
          {
            apiGroup: '',
            resources: [resource],
            verbs: ['impersonate'],
            resourceNames: names,
            comments: [comment],
          },
        ];
  return [
    ...rule('users', users, 'people in the config: the bot may act as these users'),
    ...rule('groups', groups, 'their groups, also those that come from Slack'),
    {
      apiGroup: 'authentication.k8s.io',
      resources: extras.map((extra) => `userextras/${extra}`),
      verbs: ['impersonate'],
      comments: [
        "incident and Slack user, for the API server's audit log; their values are not known beforehand, so none are listed",
      ],
    },
  ];
}

function bound(
  kind: 'ClusterRole' | 'Role',
  name: string,
  rules: readonly RbacRule[],
  account: Account,
  namespace?: string,
): string[] {
  if (rules.length === 0) return [];
  const place = namespace === undefined ? '' : `  namespace: ${JSON.stringify(namespace)}\n`;
  return [
    role(kind, name, rules, namespace === undefined ? {} : { namespace }),
    `apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}Binding
metadata:
  name: ${name}
${place}roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ${kind}
  name: ${name}
subjects:
  - kind: ServiceAccount
    name: ${JSON.stringify(account.name)}
    namespace: ${JSON.stringify(account.namespace)}
`,
  ];
}

function role(
  kind: 'ClusterRole' | 'Role',
  name: string,
  rules: readonly RbacRule[],
  { namespace, comment = [] }: { namespace?: string; comment?: readonly string[] },
): string {
  const place = namespace === undefined ? '' : `  namespace: ${JSON.stringify(namespace)}\n`;
  return `${comment.map((line) => `# ${line}\n`).join('')}apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}
metadata:
  name: ${name}
${place}rules:
${rules.map(ruleYaml).join('')}`;
}

function ruleYaml(rule: RbacRule): string {
  const lines = [
    ...rule.comments.map((comment) => `  # ${comment.replace(/\s+/g, ' ')}`),
    `  - apiGroups: ${list([rule.apiGroup])}`,
    `    resources: ${list(rule.resources)}`,
    ...(rule.resourceNames === undefined ? [] : [`    resourceNames: ${list(rule.resourceNames)}`]),
    `    verbs: ${list(rule.verbs)}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** JSON strings are YAML strings, whatever a user name contains. */
function list(values: readonly string[]): string {
  return `[${values.map((value) => JSON.stringify(value)).join(', ')}]`;
}

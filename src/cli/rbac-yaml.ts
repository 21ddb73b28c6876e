import type { Permission } from '../model/permission.ts';
import type { Person } from '../model/person.ts';
import { mergeRules, type RbacRule } from './rbac-rules.ts';

export interface RbacOptions {
  /** `own`: the bot acts under its own name. `impersonate`: under the asker's, whose rights decide. */
  identity: 'own' | 'impersonate';
  /** Whom the bot may act as; nobody else. */
  people: readonly Person[];
  /** Where actions on namespaced objects are allowed; absent: everywhere. */
  namespaces?: readonly string[];
  serviceAccount: { namespace: string; name: string };
}

/** What the enabled features need, by who uses it. */
export interface RbacNeeds {
  /** Collectors: reads only, always under the bot's own name. */
  context: readonly Permission[];
  /** The enabled actions. */
  actions: readonly Permission[];
}

/** The extras that every impersonated call carries; RBAC knows no wildcard for them (measured), so each is named. */
const extras = ['middlewatch-incident', 'middlewatch-slack-user'];
const readVerbs = ['get', 'list', 'watch'];

/** The roles and bindings of one cluster as YAML, with a comment for each rule that says what needs it. */
export function rbacYaml(needs: RbacNeeds, options: RbacOptions): string {
  const documents =
    options.identity === 'own' ? ownDocuments(needs, options) : impersonatingDocuments(needs, options);
  return documents.join('---\n');
}

function ownDocuments({ context, actions }: RbacNeeds, options: RbacOptions): string[] {
  const { namespaces } = options;
  const cluster = [
    ...context,
    ...actions.filter((one) => namespaces === undefined || one.scope === 'cluster'),
  ];
  const local = mergeRules(actions.filter((one) => one.scope === 'namespace'));
  const documents = bound('ClusterRole', 'middlewatch', mergeRules(cluster), options);
  if (namespaces === undefined || local.length === 0) return documents;
  return [
    ...documents,
    ...namespaces.flatMap((namespace) => bound('Role', 'middlewatch-actions', local, options, namespace)),
  ];
}

function impersonatingDocuments({ context, actions }: RbacNeeds, options: RbacOptions): string[] {
  // Verification and the look after a lost answer run under the bot's own name, and only read.
  const reads = actions
    .map((one) => ({ ...one, verbs: one.verbs.filter((verb) => readVerbs.includes(verb)) }))
    .filter(({ verbs }) => verbs.length > 0);
  const documents = [
    ...bound('ClusterRole', 'middlewatch', mergeRules([...context, ...reads]), options),
    ...bound('ClusterRole', 'middlewatch-impersonate', impersonationRules(options.people), options),
  ];
  return [...documents, ...rolesForPeople(actions, options.namespaces)];
}

/** What the people need, by how it is bound: a RoleBinding gives nothing on nodes. */
function rolesForPeople(actions: readonly Permission[], namespaces: readonly string[] | undefined): string[] {
  const offer = (name: string, rules: readonly RbacRule[], namespace: string | undefined): string[] => {
    if (rules.length === 0) return [];
    const kind = namespace === undefined ? 'clusterrolebinding' : 'rolebinding';
    const where = namespace === undefined ? '' : ` -n ${namespace}`;
    const comment = [
      'Bound to nobody here: with impersonation the rights of the person who asks decide.',
      `For people who have no such rights yet: kubectl create ${kind} sre-${name} --clusterrole ${name} --group sre${where}`,
    ];
    return [role('ClusterRole', name, rules, { comment })];
  };
  const of = (scope: Permission['scope']): RbacRule[] =>
    mergeRules(actions.filter((one) => one.scope === scope));
  return [
    ...offer('middlewatch-actions', of('namespace'), namespaces?.[0]),
    ...offer('middlewatch-cluster-actions', of('cluster'), undefined),
  ];
}

/** An empty list of names would mean every name: without people there is no rule. */
function impersonationRules(people: readonly Person[]): RbacRule[] {
  const users = [...new Set(people.map(({ user }) => user))].sort();
  const groups = [...new Set(people.flatMap((person) => person.groups))].sort();
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
    ...rule('groups', groups, 'their groups'),
    {
      apiGroup: 'authentication.k8s.io',
      resources: extras.map((extra) => `userextras/${extra}`),
      verbs: ['impersonate'],
      comments: ["incident and Slack user, for the API server's audit log"],
    },
  ];
}

function bound(
  kind: 'ClusterRole' | 'Role',
  name: string,
  rules: readonly RbacRule[],
  { serviceAccount }: RbacOptions,
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
    name: ${JSON.stringify(serviceAccount.name)}
    namespace: ${JSON.stringify(serviceAccount.namespace)}
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

import { celList, celString, metadataKept, namespaceIsOneOf, onlyChanges } from './admission-cel.ts';
import { partOf, type ActionNeeds } from './rbac-needs.ts';
import { extras, type RbacOptions } from './rbac-yaml.ts';

/** What happens to a call in a mapped person's name that carries no extra at all. */
export type BareImpersonation = 'refuse' | 'warn';

interface Validation {
  /** What needs it. */
  comment: string;
  expression: string;
  message: string;
}

const operations: Readonly<Record<string, string>> = {
  patch: 'UPDATE',
  update: 'UPDATE',
  create: 'CREATE',
  delete: 'DELETE',
};

/**
 * ValidatingAdmissionPolicies (Kubernetes 1.30 and newer) that hold the bot's calls to what its enabled actions change:
 * RBAC knows verbs and resources, not fields. What the bot is recognised by: its own account, and with impersonation
 * the extra that no real login carries.
 */
export function admissionDocuments(
  actions: readonly ActionNeeds[],
  options: RbacOptions & { bareImpersonation: BareImpersonation },
): string[] {
  return [
    ...withBinding('middlewatch', ['Deny'], policyOfTheBot(actions, options)),
    ...(options.identity === 'impersonate' && options.users.length > 0 ? policyOfBareCalls(options) : []),
  ];
}

function policyOfTheBot(actions: readonly ActionNeeds[], options: RbacOptions): string {
  const validations = [allowedAtAll(actions), ...managersOf(actions), ...actions.flatMap(heldTo), nameKept];
  return `${constraints}  # Who: ${options.identity === 'own' ? "the bot's accounts" : "the bot's accounts, and whoever it acts as (the extra says so)"}
  matchConditions:
    - name: the-bot
      expression: ${yaml(isTheBot(options))}
  variables:
    - name: what
      expression: ${yaml("request.resource.group + '/' + request.resource.resource + (has(request.subResource) && request.subResource != '' ? '/' + request.subResource : '') + ' ' + request.operation")}
    - name: manager
      expression: ${yaml("request.operation in ['CREATE', 'UPDATE'] && has(request.options.fieldManager) ? request.options.fieldManager : ''")}
    - name: ${metadataKept.name}
      expression: ${yaml(metadataKept.expression)}
  validations:
${validations.map(validationYaml).join('')}`;
}

function isTheBot({ identity, reader, actor }: RbacOptions): string {
  const accounts = [
    ...new Set([reader, actor].map(({ namespace, name }) => `system:serviceaccount:${namespace}:${name}`)),
  ];
  const own = `request.userInfo.username in ${celList(accounts)}`;
  if (identity === 'own') return own;
  const carried = extras.map((extra) => `${celString(extra)} in request.userInfo.extra`).join(' || ');
  return `${own} || (has(request.userInfo.extra) && (${carried}))`;
}

/** What an action changes, as the policy's variable `what` says it: `apps/deployments/scale UPDATE`. */
function targetsOf({ permissions }: Pick<ActionNeeds, 'permissions'>): string[] {
  const all = partOf(permissions, 'changes').flatMap(({ apiGroup, resources, verbs }) =>
    resources.flatMap((resource) =>
      verbs.map((verb) => `${apiGroup}/${resource} ${operations[verb] ?? verb.toUpperCase()}`),
    ),
  );
  return [...new Set(all)];
}

function allowedAtAll(actions: readonly ActionNeeds[]): Validation {
  const whats = [...new Set(actions.flatMap(targetsOf))].sort();
  return {
    comment: `what the enabled actions change: ${actions.map(({ action }) => action).join(', ')}`,
    expression: `variables.what in ${celList(whats)}`,
    message: 'no enabled action of Middlewatch changes this',
  };
}

/** One action: in which fields, by what else it says itself, in which namespaces. */
function heldTo(needs: ActionNeeds): Validation[] {
  const { action, namespaces } = needs;
  const prefix = `middlewatch-${action}-`;
  const ofPermissions = partOf(needs.permissions, 'changes').flatMap((permission) => {
    const whats = targetsOf({ ...needs, permissions: [permission] });
    const updates = whats.filter((what) => what.endsWith(' UPDATE'));
    const { fields, holds = [], neededBy: comment } = permission;
    return [
      ...(updates.length > 0 && fields !== undefined
        ? [
            {
              comment,
              expression: `${unless(updates, prefix)} || (${onlyChanges(fields)})`,
              message: `${action} changes only ${fields.map(inWords).join(', ')}`,
            },
          ]
        : []),
      ...holds.map(({ expression, message }) => ({
        comment,
        expression: `${unless(whats, prefix)} || (${expression})`,
        message,
      })),
    ];
  });
  if (namespaces === undefined) return ofPermissions;
  return [
    ...ofPermissions,
    {
      comment: `${action}: the namespaces of the policy`,
      expression: `${unless(targetsOf(needs), prefix)} || request.namespace == '' || ${namespaceIsOneOf(namespaces)}`,
      message: `the policy of Middlewatch allows ${action} in ${namespaces.join(', ')} only`,
    },
  ];
}

/** `/spec/template/metadata/annotations/kubectl.kubernetes.io~1restartedAt` → with its slash. */
function inWords(pointer: string): string {
  return pointer.replaceAll('~1', '/').slice(1);
}

/** A deletion names no manager: it is told by its resource alone. */
function unless(whats: readonly string[], prefix: string): string {
  const managed = `!variables.manager.startsWith(${celString(prefix)})`;
  const deletions = whats.filter((what) => what.endsWith(' DELETE'));
  const others = whats.filter((what) => !what.endsWith(' DELETE'));
  if (deletions.length === 0) return `!(variables.what in ${celList(others)}) || ${managed}`;
  if (others.length === 0) return `!(variables.what in ${celList(deletions)})`;
  return `!(variables.what in ${celList(deletions)}) && (!(variables.what in ${celList(others)}) || ${managed})`;
}

/** Every change says which action and execution it belongs to; which actions a resource knows is in the same list. */
function managersOf(actions: readonly ActionNeeds[]): Validation[] {
  const byWhat = new Map<string, string[]>();
  for (const needs of actions)
    for (const what of targetsOf(needs))
      if (!what.endsWith(' DELETE')) byWhat.set(what, [...(byWhat.get(what) ?? []), needs.action]);
  return [...byWhat]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([what, names]) => ({
      comment: `each change of ${what.split(' ')[0] ?? ''} names its action and execution`,
      expression: `variables.what != ${celString(what)} || variables.manager.matches(${celString(`^middlewatch-(${[...new Set(names)].join('|')})-[a-z0-9-]+$`)})`,
      message: `only ${[...new Set(names)].join(', ')} of Middlewatch change this, named as field manager`,
    }));
}

/** Anybody who may change an object may reset its managed fields, by which it is told who changed what. */
const nameKept: Validation = {
  comment: 'who changed what stays on the object: its managed fields name the execution',
  expression:
    "request.operation != 'UPDATE' || (has(request.subResource) && request.subResource != '') || dyn(object)[?'metadata'][?'managedFields'].orValue([]).exists(m, m[?'manager'].orValue('') == variables.manager)",
  message: 'Middlewatch leaves its name on what it changes, among the managed fields',
};

function policyOfBareCalls(options: RbacOptions & { bareImpersonation: BareImpersonation }): string[] {
  const comment = `# A call in the name of these people that carries no extra was made by acting as them without saying for which incident.
# Their own logins carry one (certificates and service accounts do; most OIDC, cloud and proxy logins do). Look before you apply
# it: kubectl auth whoami -o yaml, as one of them, shows "extra". If not: middlewatch rbac --bare-impersonation warn.
`;
  const actions = options.bareImpersonation === 'refuse' ? ['Deny'] : ['Warn', 'Audit'];
  const spec = `${constraints}  matchConditions:
    - name: mapped-people
      expression: ${yaml(`request.userInfo.username in ${celList(options.users)}`)}
  validations:
${validationYaml({
  comment: 'impersonation without the extras of Middlewatch',
  expression: 'has(request.userInfo.extra) && request.userInfo.extra.size() > 0',
  message: 'acting as this person without the extra middlewatch-slack-user is refused',
})}`;
  const [policy = '', binding = ''] = withBinding('middlewatch-bare-impersonation', actions, spec);
  return [comment + policy, binding];
}

const constraints = `spec:
  failurePolicy: Fail
  matchConstraints:
    resourceRules:
      - apiGroups: ["*"]
        apiVersions: ["*"]
        operations: ["CREATE", "UPDATE", "DELETE", "CONNECT"]
        resources: ["*/*"]
`;

function withBinding(name: string, validationActions: readonly string[], spec: string): string[] {
  const head = (kind: string): string => `apiVersion: admissionregistration.k8s.io/v1
kind: ${kind}
metadata:
  name: ${name}
`;
  return [
    head('ValidatingAdmissionPolicy') + spec,
    `${head('ValidatingAdmissionPolicyBinding')}spec:
  policyName: ${name}
  validationActions: [${validationActions.join(', ')}]
`,
  ];
}

function validationYaml({ comment, expression, message }: Validation): string {
  return `    # ${comment.replace(/\s+/g, ' ')}
    - expression: ${yaml(expression)}
      message: ${yaml(message)}
      reason: Forbidden
`;
}

/** JSON strings are YAML strings. */
const yaml = (text: string): string => JSON.stringify(text);

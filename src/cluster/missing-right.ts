/** What a 403 of the API server says that somebody may not do. */
export interface MissingRight {
  /** Kubernetes' name of who asked. */
  user: string;
  verb: string;
  /** With its subresource: `deployments/scale`. */
  resource: string;
  /** The empty string: the core group. */
  apiGroup: string;
  /** Absent: at the cluster scope. */
  namespace?: string;
  /** Of the object, where one was named. */
  name?: string;
}

/** The message of k8s.io/apiserver's NewForbidden with RBAC's reason (pkg/endpoints/handlers/responsewriters/errors.go). */
const denied =
  /^(?:\S+ (?:"(?<name>[^"]*)" )?is forbidden: )?User "(?<user>[^"]*)" cannot (?<verb>\S+) resource "(?<resource>[^"]+)" in API group "(?<group>[^"]*)" (?:at the cluster scope|in the namespace "(?<namespace>[^"]*)")/;

export function readMissingRight(message: string): MissingRight | undefined {
  const found = denied.exec(message)?.groups;
  if (found === undefined) return undefined;
  const { name, user = '', verb = '', resource = '', group = '', namespace } = found;
  return {
    user,
    verb,
    resource,
    apiGroup: group,
    ...(namespace !== undefined && namespace !== '' && { namespace }),
    ...(name !== undefined && name !== '' && { name }),
  };
}

/** `patch deployments/scale.apps` */
export function ruleInWords({
  verb,
  resource,
  apiGroup,
}: Pick<MissingRight, 'verb' | 'resource' | 'apiGroup'>): string {
  return `${verb} ${resource}${apiGroup === '' ? '' : `.${apiGroup}`}`;
}

const readVerbs = ['get', 'list', 'watch'];

/** Objects of namespaces that no policy rule names one by one: where Velero, Argo CD and Flux run. */
const elsewhere = new Set([
  'applications.argoproj.io',
  'backups.velero.io',
  'backupstoragelocations.velero.io',
  'helmreleases.helm.toolkit.fluxcd.io',
  'kustomizations.kustomize.toolkit.fluxcd.io',
  'schedules.velero.io',
]);

/**
 * Which role of those that `middlewatch rbac` prints holds a right.
 * @param whose the bot reads by a role of its own
 */
export function roleOf(
  { verb, namespace, resource, apiGroup }: Pick<MissingRight, 'verb' | 'namespace' | 'resource' | 'apiGroup'>,
  whose: 'bot' | 'person',
): string {
  if (verb === 'impersonate') return 'middlewatch-impersonate';
  if (whose === 'bot' && readVerbs.includes(verb)) return 'middlewatch';
  if (namespace === undefined || elsewhere.has(`${resource}.${apiGroup}`))
    return 'middlewatch-cluster-actions';
  // A drain evicts in all namespaces, evict-pod in those of the policy.
  return resource === 'pods/eviction'
    ? 'middlewatch-actions or middlewatch-cluster-actions'
    : 'middlewatch-actions';
}

/**
 * Who lacks which right where, and which rule gives it.
 * @param person the Kubernetes user as whom the call ran; undefined: the bot itself
 */
export function missingRightSentence(
  right: MissingRight,
  cluster: string,
  person: string | undefined,
): string {
  const rule = ruleInWords(right);
  const bot = right.user === '' ? 'The bot' : `The bot (${right.user})`;
  if (right.verb === 'impersonate') {
    const [kind, extra] = right.resource.split('/');
    const whom =
      extra === undefined
        ? `act as the ${kind?.replace(/s$/, '') ?? ''} ${right.name ?? ''}`
        : `send the extra ${extra}`;
    return `${bot} may not ${whom} on ${cluster}: the rule "${rule}"${extra === undefined && right.name !== undefined ? ` for ${right.name}` : ''} of the role ${roleOf(right, 'bot')} is missing; \`middlewatch rbac\` prints it`;
  }
  const where = right.namespace === undefined ? '' : ` in ${right.namespace}`;
  const what = `${rule}${right.name === undefined ? '' : ` ${right.name}`}${where} on ${cluster}`;
  if (person !== undefined && right.user === person) {
    return `${person} may not ${what}: Kubernetes' own rights decide here, and no role of theirs has the rule "${rule}"; the role ${roleOf(right, 'person')} of \`middlewatch rbac\` does`;
  }
  return `${bot} may not ${what}: the rule "${rule}" of the role ${roleOf(right, 'bot')} is missing; \`middlewatch rbac\` prints it`;
}

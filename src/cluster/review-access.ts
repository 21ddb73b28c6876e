import { ClusterError, type Change, type ClusterClient, type Identity } from './cluster-client.ts';
import { missingRightSentence } from './missing-right.ts';

/** What somebody wants to do, as the API server authorises it. */
export interface NeededRight {
  verb: string;
  apiGroup: string;
  resource: string;
  subresource?: string;
  namespace?: string;
  /** Absent: of a new object, or any object. */
  name?: string;
}

const verbs: Readonly<Record<Change['method'], string>> = {
  PATCH: 'patch',
  POST: 'create',
  DELETE: 'delete',
};

/** `/apis/apps/v1/namespaces/shop/deployments/checkout/scale` */
const objectPaths =
  /^\/(?:api\/[^/]+|apis\/(?<group>[^/]+)\/[^/]+)(?:\/namespaces\/(?<namespace>[^/]+)(?=\/))?\/(?<resource>[^/]+)(?:\/(?<name>[^/]+)(?:\/(?<subresource>[^/]+))?)?$/;

/** The right that a call needs. @throws RangeError for what is no path of an object or collection */
export function rightOf({ method, path }: Pick<Change, 'method' | 'path'>): NeededRight {
  const found = objectPaths.exec(path)?.groups;
  if (found === undefined) throw new RangeError(`${path} is no path of an object`);
  const { group = '', namespace, resource = '', name, subresource } = found;
  return {
    verb: verbs[method],
    apiGroup: group,
    resource,
    ...(subresource !== undefined && { subresource }),
    ...(namespace !== undefined && { namespace: decodeURIComponent(namespace) }),
    ...(name !== undefined && { name: decodeURIComponent(name) }),
  };
}

/**
 * Asks the API server, as the person, whether each right is there (SelfSubjectAccessReview).
 * @returns those that are not, as sentences without full stop
 * @throws ClusterError, also when the bot may not act as this person
 */
export async function reviewAccess(
  cluster: ClusterClient,
  identity: Identity | undefined,
  rights: readonly NeededRight[],
  timeoutMs = 5_000,
): Promise<string[]> {
  const distinct = [...new Map(rights.map((right) => [JSON.stringify(right), right])).values()];
  const answers = await Promise.all(
    distinct.map(async (right) => ((await mayDo(cluster, identity, right, timeoutMs)) ? [] : [right])),
  );
  return answers.flat().map(({ subresource, ...right }) =>
    missingRightSentence(
      {
        ...right,
        user: identity?.user ?? '',
        resource: subresource === undefined ? right.resource : `${right.resource}/${subresource}`,
      },
      cluster.name,
      identity?.user,
    ),
  );
}

/** One such question. */
export async function mayDo(
  cluster: ClusterClient,
  identity: Identity | undefined,
  { apiGroup, ...attributes }: NeededRight,
  timeoutMs: number,
): Promise<boolean> {
  try {
    const review = await cluster.change(
      {
        method: 'POST',
        path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
        body: {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SelfSubjectAccessReview',
          spec: { resourceAttributes: { ...attributes, group: apiGroup } },
        },
      },
      // A question changes nothing; said so, nobody takes it for a change.
      { fieldManager: 'middlewatch', dryRun: 'All', timeoutMs, ...(identity !== undefined && { identity }) },
    );
    const { status } = review;
    return !(
      typeof status === 'object' &&
      status !== null &&
      'allowed' in status &&
      status['allowed'] === false
    );
  } catch (error) {
    // A question that is not answered is answered by the call itself, unless nobody can be acted as.
    if (error instanceof ClusterError && error.failure === 'refused' && error.missing?.verb !== 'impersonate')
      return true;
    throw error;
  }
}

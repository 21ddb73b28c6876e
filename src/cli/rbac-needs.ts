import { catalogue } from '../actions/catalogue.ts';
import { permissionsOf } from '../actions/permissions-of.ts';
import type { Config } from '../config/schema.ts';
import { actionNames, type ActionName } from '../model/action.ts';
import type { Permission } from '../model/permission.ts';

/** What one enabled action needs, and where. */
export interface ActionNeeds {
  action: ActionName;
  permissions: readonly Permission[];
  /** As the policy says it, with `*` as a wildcard; absent: everywhere. */
  namespaces?: readonly string[];
}

const readVerbs = ['get', 'list', 'watch'];

/** The actions that a policy rule enables on a cluster; what is done outside of Kubernetes needs nothing. */
export function actionNeeds(config: Config, cluster: string): ActionNeeds[] {
  const rules = config.policy.filter((rule) => rule.clusters?.includes(cluster) ?? true);
  return actionNames.flatMap((action) => {
    const enabling = rules.filter((rule) => rule.actions.includes(action));
    const permissions = permissionsOf(catalogue[action]);
    if (enabling.length === 0 || permissions.length === 0) return [];
    // A rule without namespaces speaks of all of them.
    const named = enabling.map(({ namespaces }) => namespaces ?? ['*']).flat();
    const everywhere = named.some((namespace) => /^\*+$/.test(namespace));
    return [
      {
        action,
        permissions,
        ...(!everywhere && { namespaces: [...new Set(named)].sort() }),
      },
    ];
  });
}

/** The part of a permission that reads, or that changes. */
export function partOf(permissions: readonly Permission[], part: 'reads' | 'changes'): Permission[] {
  return permissions
    .map((one) => ({
      ...one,
      verbs: one.verbs.filter((verb) => readVerbs.includes(verb) === (part === 'reads')),
    }))
    .filter(({ verbs }) => verbs.length > 0);
}

/** Where RBAC can bind it: only whole names; a pattern cannot be bound, so it is bound everywhere. */
export function boundNamespaces({
  namespaces,
}: Pick<ActionNeeds, 'namespaces'>): readonly string[] | undefined {
  return namespaces === undefined || namespaces.some((one) => one.includes('*')) ? undefined : namespaces;
}

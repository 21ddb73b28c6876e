import { resourceOf } from '../cluster/resources.ts';
import { actionWords } from '../model/action-words.ts';
import type { Permission } from '../model/permission.ts';
import type { Action } from './action.ts';

/** The rights that an action needs: its own, and those for several objects by their labels, which are listed first. */
export function permissionsOf(action: Action): readonly Permission[] {
  if (actionWords[action.name].several === 'never') return action.permissions;
  return [...action.permissions, ...action.kinds.flatMap((kind) => listOf(action, kind))];
}

function listOf({ name, permissions }: Action, kind: string): Permission[] {
  const resource = resourceOf(kind);
  if (resource === undefined) return [];
  const own = permissions.find(
    (one) => one.apiGroup === resource.group && one.resources.includes(resource.plural),
  );
  return [
    {
      apiGroup: resource.group,
      resources: [resource.plural],
      verbs: ['list'],
      scope: own?.scope ?? (resource.namespaced ? 'namespace' : 'cluster'),
      neededBy: `${name}: all that have the labels (-l)`,
      ...(own?.optional === true && { optional: true }),
    },
  ];
}

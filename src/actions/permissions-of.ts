import { resourceOf } from '../cluster/resources.ts';
import { actionWords } from '../model/action-words.ts';
import type { Permission } from '../model/permission.ts';
import type { Action } from './action.ts';
import { warningPermissions } from './warnings/warning-kinds.ts';

/** The rights that an action needs: its own, those of its warnings, and those for several objects by their labels, which are listed first. */
export function permissionsOf(action: Action): readonly Permission[] {
  const own = [...action.permissions, ...warningPermissions(action.name, action.warnings)];
  if (actionWords[action.name].several === 'never') return own;
  return [...own, ...action.kinds.flatMap((kind) => listOf(action, kind))];
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
      during: 'plan',
      ...(own?.optional === true && { optional: true }),
    },
  ];
}

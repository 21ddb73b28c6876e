import type { NeededRight } from '../cluster/review-access.ts';
import { resourceOf } from '../cluster/resources.ts';
import type { ObjectReference } from '../model/object-reference.ts';
import type { Action } from './action.ts';

const readVerbs = ['get', 'list', 'watch'];

/**
 * The rights to change that an action needs for a target, by its own declaration: those on the target's kind and on
 * everything that is none of the action's kinds (the Jobs of a CronJob, the evictions of a drain).
 */
export function neededRights(
  { kinds, permissions }: Pick<Action, 'kinds' | 'permissions'>,
  target: ObjectReference,
): NeededRight[] {
  const own = resourceOf(target.kind)?.plural;
  const others = kinds.flatMap((kind) => resourceOf(kind)?.plural ?? []).filter((plural) => plural !== own);
  return permissions
    .filter(({ optional }) => optional !== true)
    .flatMap(({ apiGroup, resources, verbs }) =>
      resources.flatMap((whole) => {
        const [resource = '', subresource] = whole.split('/');
        if (others.includes(resource)) return [];
        return verbs
          .filter((verb) => !readVerbs.includes(verb))
          .map((verb) => ({
            verb,
            apiGroup,
            resource,
            ...(subresource !== undefined && { subresource }),
            ...(target.namespace !== undefined && { namespace: target.namespace }),
            ...(resource === own && verb !== 'create' && { name: target.name }),
          }));
      }),
    );
}

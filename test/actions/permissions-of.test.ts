import { expect, it } from 'vitest';
import { catalogue } from '../../src/actions/catalogue.ts';
import { permissionsOf } from '../../src/actions/permissions-of.ts';
import { resourceOf } from '../../src/cluster/resources.ts';
import { actionWords } from '../../src/model/action-words.ts';

it.each(Object.values(catalogue))(
  '$name may list what it takes by labels, and else needs nothing more',
  (action) => {
    const rights = permissionsOf(action);
    expect(rights.slice(0, action.permissions.length)).toEqual(action.permissions);
    const more = rights.slice(action.permissions.length);
    if (actionWords[action.name].several === 'never') return expect(more).toEqual([]);
    expect(more.map(({ apiGroup, resources, verbs }) => [apiGroup, ...resources, ...verbs])).toEqual(
      action.kinds.map((kind) => [resourceOf(kind)?.group, resourceOf(kind)?.plural, 'list']),
    );
  },
);

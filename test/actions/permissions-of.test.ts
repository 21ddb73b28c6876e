import { expect, it } from 'vitest';
import { catalogue } from '../../src/actions/catalogue.ts';
import { permissionsOf } from '../../src/actions/permissions-of.ts';
import { warningPermissions } from '../../src/actions/warnings/warning-kinds.ts';
import { resourceOf } from '../../src/cluster/resources.ts';
import { actionWords } from '../../src/model/action-words.ts';

it.each(Object.values(catalogue))(
  '$name may read what its warnings tell, list what it takes by labels, and needs nothing more',
  (action) => {
    const rights = permissionsOf(action);
    const own = [...action.permissions, ...warningPermissions(action.name, action.warnings)];
    expect(rights.slice(0, own.length)).toEqual(own);
    const more = rights.slice(own.length);
    if (actionWords[action.name].several === 'never') {
      expect(more).toEqual([]);
      return;
    }
    expect(more.map(({ apiGroup, resources, verbs }) => [apiGroup, ...resources, ...verbs])).toEqual(
      action.kinds.map((kind) => [resourceOf(kind)?.group, resourceOf(kind)?.plural, 'list']),
    );
  },
);

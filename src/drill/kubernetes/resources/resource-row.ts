import type { ResourceDefinition, SubresourceDefinition } from './resource-definition.ts';

export const allVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const changeVerbs = ['get', 'patch', 'update'];

export function status(kind: string): SubresourceDefinition {
  return { name: 'status', kind, verbs: changeVerbs };
}

export const scale: SubresourceDefinition = {
  name: 'scale',
  kind: 'Scale',
  group: 'autoscaling',
  version: 'v1',
  verbs: changeVerbs,
};

type Row = Pick<ResourceDefinition, 'group' | 'version' | 'resource' | 'kind' | 'schema'> &
  Partial<ResourceDefinition>;

/** A definition with the usual values where nothing else is said. */
export function row(given: Row): ResourceDefinition {
  return {
    singular: given.kind.toLowerCase(),
    shortNames: [],
    namespaced: true,
    verbs: allVerbs,
    subresources: [],
    generation: 'none',
    protectsStatus: given.subresources?.some(({ name }) => name === 'status') ?? false,
    unconditionalUpdate: true,
    createOnUpdate: false,
    answersDeleted: false,
    ...given,
  };
}

import type { Permission } from '../model/permission.ts';

/** One rule of a role, with what needs it. */
export interface RbacRule {
  apiGroup: string;
  resources: readonly string[];
  verbs: readonly string[];
  resourceNames?: readonly string[];
  comments: readonly string[];
}

/**
 * The permissions without repetition: each resource once with all its verbs; resources of one group with the same
 * verbs, needed by the same, share a rule. Sorted, so that two runs can be compared.
 */
export function mergeRules(permissions: readonly Permission[]): RbacRule[] {
  const resources = new Map<
    string,
    { apiGroup: string; resource: string; verbs: Set<string>; comments: Set<string> }
  >();
  for (const { apiGroup, resources: names, verbs, neededBy } of permissions) {
    for (const resource of names) {
      const key = `${apiGroup}/${resource}`;
      const entry = resources.get(key) ?? { apiGroup, resource, verbs: new Set(), comments: new Set() };
      resources.set(key, entry);
      for (const verb of verbs) entry.verbs.add(verb);
      entry.comments.add(neededBy);
    }
  }
  const rules = new Map<
    string,
    { apiGroup: string; resources: string[]; verbs: string[]; comments: string[] }
  >();
  const sorted = [...resources].sort(([one], [other]) => (one < other ? -1 : 1));
  for (const [, { apiGroup, resource, verbs, comments }] of sorted) {
    const rule = { apiGroup, resources: [], verbs: [...verbs].sort(), comments: [...comments].sort() };
    const key = JSON.stringify(rule);
    const merged = rules.get(key) ?? rule;
    rules.set(key, { ...merged, resources: [...merged.resources, resource] });
  }
  return [...rules.values()];
}

/**
 * One grant, like a PolicyRule bound to subjects. `*` matches everything in `users`, `groups`, `verbs`, `apiGroups` and `resources`.
 * Resources name subresources as RBAC does: `deployments/scale`, `pods/log`, `pods/eviction`. The core group is the empty string.
 */
export interface RbacRule {
  users?: string[];
  groups?: string[];
  verbs: string[];
  apiGroups: string[];
  resources: string[];
  /** Only these object names; absent: all. */
  resourceNames?: string[];
  /** Only these namespaces (a RoleBinding); absent: all, and cluster-scoped objects (a ClusterRoleBinding). */
  namespaces?: string[];
}

/** One RBAC rule with what needs it; `middlewatch rbac` prints them. */
export interface Permission {
  apiGroup: string;
  /** `deployments/scale` for a subresource. */
  resources: readonly string[];
  verbs: readonly string[];
  /** Where the resource is cluster-scoped, or read across namespaces, a ClusterRole holds it. */
  scope: 'namespace' | 'cluster';
  /** For a comment: `scale: reads and patches spec.replicas`. */
  neededBy: string;
}

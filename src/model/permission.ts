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
  /**
   * With the verb `patch`: all that the call changes, as JSON pointers (`/spec/replicas`); the admission policy that
   * `rbac` prints refuses every other change. A segment `*` stands for each item of a list whose items have names;
   * the execution's annotation need not be named.
   */
  fields?: readonly string[];
  /** What else the admission policy insists on, in CEL over `object` (the new one), `oldObject` and `request`. */
  holds?: readonly AdmissionRule[];
  /** Only where an operator's own objects are in use: without it the action works on everything else. */
  optional?: true;
  /** Only read for a plan, as the asker: with impersonation the bot's own account needs it not. Absent: verification too. */
  during?: 'plan';
}

/** One sentence of a ValidatingAdmissionPolicy. */
export interface AdmissionRule {
  /** CEL; true: admitted. */
  expression: string;
  /** What the API server answers when it is false: `a rollback does not change the service account`. */
  message: string;
}

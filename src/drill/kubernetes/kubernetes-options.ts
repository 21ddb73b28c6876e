import type { RbacRule } from './rbac-rule.ts';

/** Whom a bearer token stands for. `system:authenticated` is added by the server. */
export interface TokenUser {
  username: string;
  groups: string[];
}

/** A node of the simulated cluster. Quantities as Kubernetes writes them. */
export interface NodeSpec {
  name: string;
  labels?: Record<string, string>;
  /** Allocatable; defaults: 4 cpu, 16Gi memory, 110 pods. */
  cpu?: string;
  memory?: string;
  pods?: number;
  taints?: { key: string; value?: string; effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute' }[];
}

/** Options of {@link startKubernetes}. */
export interface KubernetesOptions {
  /** Bearer token → user; an unknown token gets 401, no token at all is `system:anonymous`, who may see only health and version. Default: one token, `drill-token`, of `middlewatch` in group `system:serviceaccounts`. */
  tokens?: Record<string, TokenUser>;
  /** Grants; absent: every authenticated user may do everything. Impersonation is the verb `impersonate` on users, groups, userextras/KEY. */
  rbac?: RbacRule[];
  /** Nodes that exist from the start; default: none. */
  nodes?: NodeSpec[];
  /** Namespaces that exist from the start, besides default, kube-system, kube-public and kube-node-lease. */
  namespaces?: string[];
  /** How many simulated seconds pass in a real one; default 1. Back-offs, grace periods, probes and deadlines all follow it. */
  speed?: number;
  /** Seed of pod name suffixes and uids; default 1. */
  seed?: number;
  /** Milliseconds since the epoch; default Date.now. Only timestamps come from it: waiting uses timers. */
  now?: () => number;
  /** How many events the watch cache keeps; an older resourceVersion gets 410 Expired. Default 2000. */
  watchHistory?: number;
  /** What `/version` says; default v1.34.4. */
  version?: string;
  /** Cluster name in the kubeconfig; default `drill`. */
  clusterName?: string;
}

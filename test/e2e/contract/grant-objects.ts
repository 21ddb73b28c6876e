import type { Grant } from './contract-users.ts';

/** A grant as the ClusterRole and ClusterRoleBinding that give it on a real server. */
export function grantObjects(grant: Grant, index: number): { path: string; body: unknown }[] {
  const { users = [], groups = [], ...rule } = grant;
  const metadata = { name: `contract-${index}` };
  const subject = (kind: 'User' | 'Group') => (name: string) => ({
    kind,
    name,
    apiGroup: 'rbac.authorization.k8s.io',
  });
  const base = '/apis/rbac.authorization.k8s.io/v1';
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  return [
    { path: `${base}/clusterroles`, body: { apiVersion, kind: 'ClusterRole', metadata, rules: [rule] } },
    {
      path: `${base}/clusterrolebindings`,
      body: {
        apiVersion,
        kind: 'ClusterRoleBinding',
        metadata,
        roleRef: { kind: 'ClusterRole', name: metadata.name, apiGroup: 'rbac.authorization.k8s.io' },
        subjects: [...users.map(subject('User')), ...groups.map(subject('Group'))],
      },
    },
  ];
}

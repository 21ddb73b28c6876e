import { parseAllDocuments } from 'yaml';
import { applyManifests } from '../support/apply-manifests.ts';
import type { ClusterClient } from '../support/cluster-client.ts';

interface Manifest {
  kind: string;
  metadata: { name: string };
  roleRef?: { name: string };
  spec?: { policyName?: string };
  rules?: { verbs: string[] }[];
}

const readVerbs = ['get', 'list', 'watch'];

/**
 * Applies what `rbac` printed for a cluster of the config, under names that end with its name, for the same API server
 * is two clusters here. The roles that it offers for people are given to the group `sre`, and without what changes
 * anything to the group `readers`.
 */
export async function grantRoles(
  admin: ClusterClient,
  { mode, yaml }: { mode: string; yaml: string },
): Promise<void> {
  const manifests = parseAllDocuments(yaml).flatMap((document) => {
    const manifest = document.toJS() as Manifest | null;
    return manifest === null ? [] : [renamed(manifest, mode)];
  });
  const offered = manifests.filter(
    ({ kind, metadata: { name } }) =>
      kind === 'ClusterRole' && !manifests.some(({ roleRef }) => roleRef?.name === name),
  );
  const forPeople = offered.flatMap((role) => [
    binding(role.metadata.name, 'sre'),
    readsOnly(role),
    binding(`${role.metadata.name}-reads`, 'readers'),
  ]);
  // JSON is YAML too.
  const text = [...manifests, ...forPeople].map((manifest) => JSON.stringify(manifest)).join('\n---\n');
  await applyManifests(admin, text);
}

function renamed(manifest: Manifest, mode: string): Manifest {
  const { metadata, roleRef, spec } = manifest;
  return {
    ...manifest,
    metadata: { ...metadata, name: `${metadata.name}-${mode}` },
    ...(roleRef !== undefined && { roleRef: { ...roleRef, name: `${roleRef.name}-${mode}` } }),
    ...(spec?.policyName !== undefined && { spec: { ...spec, policyName: `${spec.policyName}-${mode}` } }),
  };
}

function readsOnly(role: Manifest): Manifest {
  const rules = (role.rules ?? [])
    .map((rule) => ({ ...rule, verbs: rule.verbs.filter((verb) => readVerbs.includes(verb)) }))
    .filter(({ verbs }) => verbs.length > 0);
  return { ...role, metadata: { name: `${role.metadata.name}-reads` }, rules };
}

function binding(role: string, group: string): object {
  const apiGroup = 'rbac.authorization.k8s.io';
  return {
    apiVersion: `${apiGroup}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name: role },
    roleRef: { apiGroup, kind: 'ClusterRole', name: role },
    subjects: [{ apiGroup, kind: 'Group', name: group }],
  };
}

import { parseAllDocuments } from 'yaml';
import type { ClusterAnswer, ClusterClient } from './cluster-client.ts';
import { textField } from './field.ts';

/** Plural and scope of the kinds that this repository's manifests hold. */
const kinds: Record<string, { plural: string; namespaced: boolean }> = {
  Namespace: { plural: 'namespaces', namespaced: false },
  ServiceAccount: { plural: 'serviceaccounts', namespaced: true },
  Deployment: { plural: 'deployments', namespaced: true },
  PersistentVolumeClaim: { plural: 'persistentvolumeclaims', namespaced: true },
  Service: { plural: 'services', namespaced: true },
  ConfigMap: { plural: 'configmaps', namespaced: true },
  NetworkPolicy: { plural: 'networkpolicies', namespaced: true },
  Role: { plural: 'roles', namespaced: true },
  RoleBinding: { plural: 'rolebindings', namespaced: true },
  ClusterRole: { plural: 'clusterroles', namespaced: false },
  ClusterRoleBinding: { plural: 'clusterrolebindings', namespaced: false },
  Secret: { plural: 'secrets', namespaced: true },
  ValidatingAdmissionPolicy: { plural: 'validatingadmissionpolicies', namespaced: false },
  ValidatingAdmissionPolicyBinding: { plural: 'validatingadmissionpolicybindings', namespaced: false },
};

/**
 * Creates every object of a YAML text, as `kubectl create` would, with strict field validation.
 * @returns the answers in the order of the documents, for a look at their warnings
 * @throws when the server refuses one
 */
export async function applyManifests(admin: ClusterClient, yaml: string): Promise<ClusterAnswer[]> {
  const answers: ClusterAnswer[] = [];
  for (const document of parseAllDocuments(yaml)) {
    const body: unknown = document.toJS();
    if (body === null) continue;
    const path = `${collection(body)}?fieldValidation=Strict`;
    const answer = await admin.send({ method: 'POST', path, body });
    if (answer.status !== 201) throw new Error(`POST ${path} answered ${answer.status}: ${answer.text}`);
    answers.push(answer);
  }
  return answers;
}

function collection(body: unknown): string {
  const kind = textField(body, 'kind');
  const known = kinds[kind];
  if (known === undefined) throw new Error(`the plural of ${kind} is not known here`);
  const apiVersion = textField(body, 'apiVersion');
  const base = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const namespace = textField(body, 'metadata.namespace');
  return `${base}${known.namespaced ? `/namespaces/${namespace === '' ? 'default' : namespace}` : ''}/${known.plural}`;
}

import type { ClusterClient } from './cluster-client.ts';
import { textField } from './field.ts';

/** A token of a ServiceAccount for an hour, as the kubelet gets one for a pod. */
export async function serviceAccountToken(
  admin: ClusterClient,
  namespace: string,
  name: string,
): Promise<string> {
  const answer = await admin.expect({
    method: 'POST',
    path: `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`,
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } },
  });
  return textField(answer, 'status.token');
}

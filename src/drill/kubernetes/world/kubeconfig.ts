import { stringify } from 'yaml';

/** A kubeconfig for one user of the simulated cluster. Over plain HTTP client-node insists on `insecure-skip-tls-verify`. */
export function kubeconfigText(given: { url: string; name: string; token: string; user: string }): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': given.name,
    clusters: [{ name: given.name, cluster: { server: given.url, 'insecure-skip-tls-verify': true } }],
    users: [{ name: given.user, user: { token: given.token } }],
    contexts: [
      { name: given.name, context: { cluster: given.name, user: given.user, namespace: 'default' } },
    ],
  });
}

/** A kubeconfig with one context that names one server and one bearer token. JSON is YAML too. */
export function kubeconfig(options: {
  cluster: string;
  server: string;
  token: string;
  caFile: string;
}): string {
  const { cluster, server, token, caFile } = options;
  return JSON.stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': cluster,
      clusters: [{ name: cluster, cluster: { server, 'certificate-authority': caFile } }],
      users: [{ name: 'user', user: { token } }],
      contexts: [{ name: cluster, context: { cluster, user: 'user' } }],
    },
    null,
    2,
  );
}

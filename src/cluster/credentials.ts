import type http from 'node:http';
import type https from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';
import { ClusterError } from './cluster-client.ts';
import type { Headers } from './identity-headers.ts';
import type { TlsMaterial } from './send-request.ts';

/** What a request carries to be let in; asked anew for each, so that tokens and certificates may rotate. */
export interface Credentials {
  headers: Headers;
  tls: TlsMaterial;
  /** Only when the kubeconfig names a proxy. */
  proxyAgent?: http.Agent;
}

/**
 * Reads the credentials of the current context; runs its exec plugin when there is one.
 * @throws ClusterError `refused` when they cannot be read
 */
export async function readCredentials(config: KubeConfig, cluster: string): Promise<Credentials> {
  const options: https.RequestOptions & { headers: Record<string, string> } = { headers: {} };
  try {
    await config.applyToHTTPSOptions(options);
  } catch (error) {
    throw new ClusterError(
      'refused',
      `The credentials for ${cluster} cannot be read; look at its kubeconfig`,
      {
        cause: error,
      },
    );
  }
  const headers: Headers = {};
  // A token file ends with a line break, which no header may hold; the client does not trim it.
  for (const [name, value] of Object.entries(options.headers)) headers[name] = value.trim();
  if (typeof options.auth === 'string') {
    headers['Authorization'] = `Basic ${Buffer.from(options.auth).toString('base64')}`;
  }
  const credentials: Credentials = { headers, tls: tlsMaterial(options) };
  const proxied = (config.getCurrentCluster()?.proxyUrl ?? '') !== '';
  if (proxied && typeof options.agent === 'object') credentials.proxyAgent = options.agent;
  return credentials;
}

function tlsMaterial(options: https.RequestOptions): TlsMaterial {
  const { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername } = options;
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(pfx === undefined ? {} : { pfx }),
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
    ...(servername === undefined ? {} : { servername }),
  };
}

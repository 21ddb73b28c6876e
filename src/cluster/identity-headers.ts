import { ClusterError, type Identity } from './cluster-client.ts';

/** Header values may repeat: an array is sent as several headers of one name. */
export type Headers = Record<string, string | string[]>;

/**
 * The impersonation headers. Each group is a header of its own: the API server takes `a, b` for one group.
 * https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation
 * @throws ClusterError `refused` when a name holds a control character
 */
export function identityHeaders(identity: Identity | undefined): Headers {
  if (identity === undefined) return {};
  const headers: Headers = { 'Impersonate-User': headerValue(identity.user) };
  if (identity.groups.length > 0) headers['Impersonate-Group'] = identity.groups.map(headerValue);
  for (const [key, value] of Object.entries(identity.extra)) {
    headers[`Impersonate-Extra-${encodeURIComponent(key.toLowerCase())}`] = headerValue(value);
  }
  return headers;
}

/** Node writes header values as latin1, API servers read UTF-8. */
function headerValue(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is refused here
  if (/[\u0000-\u001f\u007f]/.test(text)) {
    throw new ClusterError(
      'refused',
      'A user or group name holds a control character; mend people in the config',
    );
  }
  return Buffer.from(text, 'utf8').toString('latin1');
}

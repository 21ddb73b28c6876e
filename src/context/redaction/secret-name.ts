/** What a name holds whose value is a secret: `DB_PASSWORD`, `apiKey`, `client-secret`. */
export const secretWords =
  'passwords?|passwd|passphrase|pwd|secrets?|tokens?|api[_-]?keys?|access[_-]?key|private[_-]?key|account[_-]?key|shared[_-]?access[_-]?(?:key|signature)|credentials?';

/** Names that only speak about a secret, in Kubernetes and in metrics: `secretName`, `TOKEN_FILE`, `tokenExpirationSeconds`. */
const aboutSecret =
  /(?:name|names|ref|refs|file|path|dir|seconds|type|count|length|policy|enabled|url|uri|version|issuer|audience)$/i;

const secretName = new RegExp(`(?:${secretWords})`, 'i');

/** True: the value under this name must not be shown. */
export function isSecretName(name: string): boolean {
  return secretName.test(name) && !aboutSecret.test(name);
}

/** Why an image cannot be pulled, read from the kubelet's text; it is text for people and differs by runtime. */
export type PullProblem = 'not-found' | 'credentials' | 'rate-limit' | 'network' | 'name' | 'unknown';

const texts: readonly (readonly [PullProblem, RegExp])[] = [
  ['rate-limit', /toomanyrequests|429|rate limit/i],
  [
    'network',
    /i\/o timeout|timeout exceeded|connection refused|connection reset|no route to host|x509|tls|EOF|50[0234] /i,
  ],
  [
    'credentials',
    /pull access denied|insufficient_scope|401|403 forbidden|unauthorized|authentication required|denied/i,
  ],
  ['not-found', /not found|manifest unknown|no such host|does not exist|name unknown/i],
  ['name', /invalid reference format|couldn't parse image|InvalidImageName/i],
];

export function pullProblem(text: string): PullProblem {
  return texts.find(([, pattern]) => pattern.test(text))?.[0] ?? 'unknown';
}

export const pullProblemWords: Readonly<Record<PullProblem, string>> = {
  'not-found': 'the registry does not have it',
  credentials: 'the registry refuses the credentials',
  'rate-limit': "the registry's rate limit is used up",
  network: 'the registry cannot be reached',
  name: 'its name is not valid',
  unknown: 'the registry does not say why',
};

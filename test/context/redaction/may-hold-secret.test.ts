import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mayHoldSecret } from '../../../src/context/redaction/may-hold-secret.ts';
import { redactNamedValues } from '../../../src/context/redaction/named-values.ts';
import { secretFormats } from '../../../src/context/redaction/secret-formats.ts';

/** What secrets are made of, and what stands around them. */
const pieces = [
  ...['-----BEGIN RSA PRIVATE KEY-----', '-----END X-----', 'eyJhbGciOi.abc.def', 'AKIAABCDEFGHIJKLMNOP'],
  ...['ASIAABCDEFGHIJKLMNOP', 'GOCSPX-', 'ya29.', 'AIza', 'ghp_', 'github_pat_', 'glpat-', 'xoxb-', 'xapp-'],
  ...[
    'hooks.slack.com/services/',
    'sk_live_',
    'rk_test_',
    'npm_',
    'SG.',
    'sk-',
    '?sig=',
    '&X-Amz-Signature=',
  ],
  ...['&X-Goog-Signature=', 'https://', 'ana', ':', '@', 'db.example', 'Authorization', ' Bearer ', 'Basic '],
  ...['Set-Cookie: ', 'sid=', 'password', 'passphrase', 'pwd', 'secret', 'Token', 'api_key', 'access-key'],
  ...[
    'AccountKey',
    'SharedAccessSignature',
    'credential',
    'key=',
    ' = ',
    '--',
    '"',
    "'",
    '|',
    '\n',
    '  ',
    ' ',
  ],
  ...['aB3'.repeat(20), 'x'.repeat(40), 'abcdef0123456789ABCDEF', 'name: ', 'value: ', 'pod', '.', ';'],
];

test('what it lets pass unseen holds nothing that redaction takes out', () => {
  const text = fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (whole) => {
      if (mayHoldSecret(whole)) return;
      for (const { pattern, replacement } of secretFormats)
        expect(whole.replace(pattern, replacement)).toBe(whole);
      expect(redactNamedValues(whole)).toBe(whole);
    }),
    { numRuns: 3_000 },
  );
});

test('what alerts mostly hold is not looked at further', () => {
  expect(mayHoldSecret('Deployment shop/web has not matched the expected number of replicas.')).toBe(false);
  expect(mayHoldSecret('http://prometheus.example/graph?g0.expr=up%3D%3D0&g0.tab=1')).toBe(false);
});

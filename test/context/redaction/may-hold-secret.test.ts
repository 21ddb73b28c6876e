import { expect, test } from 'vitest';
import { mayHoldSecret } from '../../../src/context/redaction/may-hold-secret.ts';
import { redactNamedValues } from '../../../src/context/redaction/named-values.ts';
import { secretFormats } from '../../../src/context/redaction/secret-formats.ts';

const long = 'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0';

/** As little as each format is satisfied with, so that nothing else of it is what is noticed. */
const byFormat = [
  ...['-----BEGIN X-----a-----END X-----', '-----BEGIN X-----a', `${long}\n-----END X-----`],
  ...[`eyJ${long}.a`, 'AKIAABCDEFGHIJKLMNOP', 'ASIAABCDEFGHIJKLMNOP', `AIza${long}`, `ya29.${long}`],
  ...[`GOCSPX-${long}`, `ghp_${long}`, `gho_${long}`, `ghu_${long}`, `ghs_${long}`, `ghr_${long}`],
  ...[`github_pat_${long}`, `glpat-${long}`, `xoxb-${long}`, `xapp-${long}`, 'hooks.slack.com/services/T1'],
  ...[`sk_live_${long}`, `rk_test_${long}`, `npm_${long}`, `SG.${long}.${long}`, `sk-${long}`],
  ...['?sig=a', '&X-Amz-Signature=a', '&X-Amz-Credential=a', ';X-Goog-Signature=a', 'db://ana:x@host'],
  ...[`db://${long}@host`, 'Authorization: Basic a', `authorization=${long}`, `Bearer ${long}`],
  ...['Cookie: sid=a', 'Set-Cookie: sid=a'],
];

const byName = [
  ...['password', 'passwd', 'passphrase', 'pwd', 'secret', 'token', 'api_key', 'apikey', 'access-key'],
  ...['private_key', 'AccountKey', 'SharedAccessSignature', 'credential'],
].flatMap((name) => [`${name}=a1`, `${name}: 'a1'`, `--${name} a1`]);

test('each format that redaction knows is noticed, and has an example here', () => {
  for (const example of byFormat) expect(mayHoldSecret(example), example).toBe(true);
  for (const { pattern } of secretFormats)
    expect(
      byFormat.some((example) => example.search(pattern) >= 0),
      `no example of ${pattern.source}`,
    ).toBe(true);
});

test('each name whose value is a secret is noticed', () => {
  for (const example of [...byName, 'key=a1', 'sortKey=a1', 'DB_PASSWORD: |\n  a1']) {
    expect(mayHoldSecret(example), example).toBe(true);
    if (example !== 'sortKey=a1') expect(redactNamedValues(example), example).not.toBe(example);
  }
});

test('what alerts mostly hold is not looked at further', () => {
  expect(mayHoldSecret('Deployment shop/web has not matched the expected number of replicas.')).toBe(false);
  expect(mayHoldSecret('http://prometheus.example/graph?g0.expr=up%3D%3D0&g0.tab=1')).toBe(false);
});

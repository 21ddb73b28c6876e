import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from '../../../src/context/redaction/redact.ts';

const characters = (alphabet: string, length: { minLength: number; maxLength: number }) =>
  fc.array(fc.constantFrom(...Array.from(alphabet)), length).map((parts) => parts.join(''));
const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const lower = upper.toLowerCase();
const digits = '0123456789';
const base64url = `${upper}${lower}${digits}-_`;
const exactly = (length: number) => ({ minLength: length, maxLength: length });

/** A secret that one knows by its looks. */
const token = fc.oneof(
  characters(upper + digits, exactly(16)).map((rest) => `AKIA${rest}`),
  characters(upper + digits, exactly(16)).map((rest) => `ASIA${rest}`),
  characters(base64url, exactly(35)).map((rest) => `AIza${rest}`),
  characters(upper + lower + digits, exactly(36)).map((rest) => `ghp_${rest}`),
  characters(upper + lower + digits, exactly(60)).map((rest) => `github_pat_${rest}`),
  characters(upper + lower + digits, exactly(24)).map((rest) => `xoxb-123456789012-${rest}`),
  fc
    .tuple(...[20, 40, 43].map((length) => characters(base64url, exactly(length))))
    .map(([head, claims, signature]) => `eyJ${head}.eyJ${claims}.${signature}`),
);

/** A secret that only its name betrays. No character that ends a value in every form. */
const value = characters(`${upper}${lower}${digits}!#$%*+./:@^_~-`, { minLength: 8, maxLength: 30 }).filter(
  (text) => !/^(?:true|false|null)/i.test(text) && /[0-9]/.test(text),
);
const name = fc.constantFrom(
  'password',
  'DB_PASSWORD',
  'passwd',
  'client_secret',
  'auth-token',
  'ACCESS_TOKEN',
  'apiKey',
  'api_key',
  'API-KEY',
  'aws_secret_access_key',
  'AccountKey',
);
const forms: ((name: string, value: string) => string)[] = [
  (key, secret) => `${key}=${secret}`,
  (key, secret) => `${key} = "${secret}"`,
  (key, secret) => `{"${key}":"${secret}","user":"bob"}`,
  (key, secret) => `{\\"${key}\\": \\"${secret}\\"}`,
  (key, secret) => `  ${key}: ${secret}`,
  (key, secret) => `- ${key}: '${secret}'`,
  (key, secret) => `${key}: |\n  ${secret}\n  ${secret}`,
  (key, secret) => `connect failed ${key}: ${secret} user: bob`,
  (key, secret) => `run --${key} ${secret} --verbose`,
  (key, secret) => `GET /login?user=bob&${key}=${secret}&next=1`,
  (key, secret) => `Server=db;${key}=${secret};Timeout=3`,
  (key, secret) => `{"name":"${key}","value":"${secret}"}`,
  (key, secret) => `- name: ${key}\n  value: ${secret}`,
];

const plainText = fc.constantFrom(
  '',
  'Back-off 5m0s restarting failed container=app pod=checkout-7d9-x2x_shop(3f1c)',
  'MountVolume.SetUp failed for volume "certs" : secret "tls" not found',
  "couldn't find key password in Secret shop/db",
  'failed to fetch token: connection refused',
  'level=info msg="request done" user=bob status=200 duration=12ms',
  'Failed to pull image "registry.example.com:5000/shop/checkout:1.5": not found',
  'dial tcp 10.0.0.1:5432: connect: connection refused',
  'https://prometheus.example.com/graph?g0.expr=up',
  'git clone ssh://git@example.com/shop.git',
  'bearer token expired',
  'secretName: checkout-tls',
  'automountServiceAccountToken: true',
  'tokenExpirationSeconds: 3607',
  'PASSWORD_FILE=/run/secrets/db',
  'key: app',
  'Fehler: Ünïcode 🙂 <!channel>',
);

describe('redact', () => {
  it('lets no token of a known format through', () => {
    fc.assert(
      fc.property(
        token,
        plainText,
        fc.constantFrom(' ', '"', '=', ':', '/', '(', '\n'),
        (secret, text, edge) => {
          expect(redact(`${text}${edge}${secret}${edge}${text}`)).not.toContain(secret);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('lets no named value through, in any form', () => {
    fc.assert(
      fc.property(
        name,
        value,
        fc.constantFrom(...forms),
        plainText,
        plainText,
        (key, secret, form, before, after) => {
          expect(redact(`${before}\n${form(key, secret)}\n${after}`)).not.toContain(secret);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('changes nothing when it is applied again', () => {
    const pieces = fc.oneof(
      plainText,
      token,
      fc.tuple(name, value, fc.constantFrom(...forms)).map(([key, secret, form]) => form(key, secret)),
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(pieces, fc.string()), { maxLength: 5 }),
        fc.constantFrom(' ', '\n', '', '='),
        (parts, glue) => {
          const once = redact(parts.join(glue));
          expect(redact(once)).toBe(once);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('leaves a text without secrets as it is', () => {
    fc.assert(
      fc.property(fc.array(plainText), (lines) => {
        expect(redact(lines.join('\n'))).toBe(lines.join('\n'));
      }),
    );
  });

  it('takes out PEM blocks, whole and cut off at either end, and what stands around stays', () => {
    const body = Array.from(
      { length: 4 },
      () => 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKB',
    ).join('\n');
    const whole = `before\n-----BEGIN RSA PRIVATE KEY-----\n${body}\n-----END RSA PRIVATE KEY-----\nafter`;
    expect(redact(whole)).toBe('before\n[redacted]\nafter');
    expect(redact(whole.slice(0, 120))).toBe('before\n[redacted]');
    expect(redact(whole.slice(60))).not.toContain('MIIE');
    const account = JSON.stringify({
      type: 'service_account',
      private_key: whole.slice(7, -6),
      client_email: 'a@b.c',
    });
    expect(redact(account)).toBe(
      '{"type":"service_account","private_key":"[redacted]","client_email":"a@b.c"}',
    );
  });

  it.each([
    ['postgres://shop:p%40ss@db:5432/shop', 'postgres://[redacted]@db:5432/shop'],
    ['amqp://guest:gu@est@mq/', 'amqp://[redacted]@mq/'],
    ['https://ghtokenwithoutcolon1234@host/x', 'https://[redacted]@host/x'],
    ['Authorization: Basic dXNlcjpwYXNz', 'Authorization: Basic [redacted]'],
    ['authorization="Bearer abc"', 'authorization="Bearer [redacted]"'],
    ['got "Authorization":"Bearer abcdefgh" from', 'got "Authorization":"Bearer [redacted]" from'],
    ['sent Bearer Zm9vYmFyMTIz to', 'sent Bearer [redacted] to'],
    [
      'https://a.blob.core.windows.net/c?sv=2024&sig=ab%2Fcd%3D&se=x',
      'https://a.blob.core.windows.net/c?sv=2024&sig=[redacted]&se=x',
    ],
    [
      'AccountName=x;AccountKey=ab+/cd==;EndpointSuffix=y',
      'AccountName=x;AccountKey=[redacted];EndpointSuffix=y',
    ],
    ['AKIAIOSFODNN7EXAMPLE wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', '[redacted]'],
    ['https://hooks.slack.com/services/T00/B00/XXXX', 'https://hooks.slack.com/services/[redacted]'],
    ['Set-Cookie: session=abc; Path=/', 'Set-Cookie: [redacted]'],
    ['lookup key=user:17 missing', 'lookup key=[redacted] missing'],
    ['{"password":12345}', '{"password":[redacted]'],
    ['{"secret":{"name":"x"}}', '{"secret":{"name":"x"}}'],
  ])('%s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it('is quick on hostile text', () => {
    const started = performance.now();
    for (const hostile of [
      'a',
      'password',
      '-----BEGIN A-----',
      'eyJaaaaaa.',
      'token:',
      ' ',
      '"',
      'x://',
      'Bearer ',
      'key=',
      '\\"',
    ]) {
      redact(hostile.repeat(Math.ceil(65_536 / hostile.length)));
    }
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { currentSenders } from '../../src/alerts/current-senders.ts';
import { recogniseSender } from '../../src/alerts/recognise-sender.ts';
import { readSenderSecrets, type SenderCredentials } from '../../src/config/sender-secrets.ts';

const sender = (name: string, more: Partial<SenderCredentials>): SenderCredentials => ({
  name,
  bearerTokens: [],
  basic: undefined,
  certificateNames: [],
  ...more,
});
const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString('base64')}`;

const recognise = recogniseSender([
  sender('prod', { bearerTokens: ['old', 'new'] }),
  sender('staging', { basic: { username: 'am', passwords: ['päss:word'] } }),
  sender('edge', { certificateNames: ['am.edge', 'am2.edge'] }),
  sender('vault', { bearerTokens: ['deep'], certificateNames: ['am.vault'] }),
]);

describe('who sent a webhook', () => {
  it.each([
    ['Bearer old', [], 'prod'],
    ['bearer  new ', [], 'prod'],
    ['Bearer ol', [], undefined],
    ['Bearer', [], undefined],
    [undefined, [], undefined],
    [basic('am:päss:word'), [], 'staging'],
    [basic('am:wrong'), [], undefined],
    [basic('nobody:päss:word'), [], undefined],
    ['Bearer am:päss:word', [], undefined],
    ['Basic not-base64!!', [], undefined],
    [undefined, ['am2.edge'], 'edge'],
    [undefined, ['x.edge'], undefined],
    // A certificate alone is not what this one needs.
    [undefined, ['am.vault'], undefined],
    ['Bearer deep', [], undefined],
    ['Bearer deep', ['am.vault'], 'vault'],
    ['Bearer deep', ['am.vault', 'am.edge'], 'vault'],
  ])('%s with %j is %s', (authorization, certificateNames, expected) => {
    expect(recognise({ authorization, certificateNames })).toBe(expected);
  });

  it.each([
    [[], 'at least one sender'],
    [[sender('a', { bearerTokens: [''] })], 'a secret of a is empty'],
    [[sender('a', {})], 'proves itself by nothing'],
    [
      [sender('a', { bearerTokens: ['same'] }), sender('b', { bearerTokens: ['x', 'same'] })],
      'the senders a and b have the same secret',
    ],
  ])('refuses senders that would let somebody in as somebody else: %#', (senders, message) => {
    expect(() => recogniseSender(senders)).toThrow(message);
  });
});

describe('secrets in files', () => {
  it('are taken up when they change, and stay in force when they cannot be read', () => {
    const folder = mkdtempSync(join(tmpdir(), 'middlewatch-senders-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'token');
    writeFileSync(file, 'first\n');
    const config = [{ name: 'prod', bearerTokenFiles: [file], basicAuth: undefined, certificateNames: [] }];
    let now = 0;
    const problems: string[] = [];
    const current = currentSenders({
      read: () => readSenderSecrets(config, undefined),
      now: () => now,
      onProblem: ({ message }) => problems.push(message),
    });
    const whose = (token: string) => current({ authorization: `Bearer ${token}`, certificateNames: [] });
    expect(whose('first')).toBe('prod');
    writeFileSync(file, 'second');
    expect(whose('second')).toBeUndefined();
    now = 10_000;
    expect(whose('second')).toBe('prod');
    expect(whose('first')).toBeUndefined();
    writeFileSync(file, '');
    now = 20_000;
    expect(whose('second')).toBe('prod');
    expect(problems.join()).toContain('token is empty');
  });

  it('are missing in words', () => {
    expect(() => readSenderSecrets([], undefined)).toThrow(/MIDDLEWATCH_WEBHOOK_TOKEN/);
    const config = [
      { name: 'prod', bearerTokenFiles: ['/none/token'], basicAuth: undefined, certificateNames: [] },
    ];
    expect(() => readSenderSecrets(config, undefined)).toThrow(/prod: \/none\/token cannot be read/);
    expect(readSenderSecrets([], 'simple')).toEqual([sender('alertmanager', { bearerTokens: ['simple'] })]);
  });
});

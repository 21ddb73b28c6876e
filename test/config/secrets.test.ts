import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readSecrets, readWebhookToken } from '../../src/config/secrets.ts';

const directory = mkdtempSync(join(tmpdir(), 'middlewatch-secrets-'));
afterAll(() => rmSync(directory, { recursive: true }));

it('reads the token of the webhook as its file is now', () => {
  const file = join(directory, 'token');
  const environment = { MIDDLEWATCH_WEBHOOK_TOKEN_FILE: file };
  writeFileSync(file, 'one\n');
  expect(readSecrets(environment)).toEqual({ webhookToken: 'one' });
  writeFileSync(file, 'two\n');
  expect(readWebhookToken(environment)).toBe('two');
  writeFileSync(file, '\n');
  expect(() => readWebhookToken(environment)).toThrow('MIDDLEWATCH_WEBHOOK_TOKEN_FILE names an empty file');
  expect(readWebhookToken({})).toBeUndefined();
});

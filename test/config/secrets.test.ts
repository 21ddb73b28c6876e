import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readSecrets, readWebhookToken, requireSecrets } from '../../src/config/secrets.ts';

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

it('names everything that is missing at once, and nothing that is there', () => {
  const said = (secrets: Parameters<typeof requireSecrets>[0], senders: number): string => {
    try {
      requireSecrets(secrets, senders);
      return '';
    } catch (error) {
      return String(error);
    }
  };
  expect(said({}, 0)).toMatch(/SLACK_BOT_TOKEN .*SLACK_APP_TOKEN .*MIDDLEWATCH_WEBHOOK_TOKEN /);
  expect(said({ slackBotToken: 'x', slackSigningSecret: 'y' }, 1)).toBe('');
  expect(said({ slackBotToken: 'x', slackAppToken: 'y' }, 0)).not.toContain('SLACK_BOT_TOKEN');
});

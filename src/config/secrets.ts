import { readFileSync } from 'node:fs';
import { MiddlewatchError } from '../errors/middlewatch-error.ts';

/** The secrets of DESIGN's "Running it"; each may be a file instead, named by the same variable with _FILE. */
export interface Secrets {
  slackBotToken?: string;
  slackAppToken?: string;
  slackSigningSecret?: string;
  webhookToken?: string;
  /** Where the store is, when it is a PostgreSQL: its address has a password in it. */
  databaseUrl?: string;
  /** Signs the heads of the audit: a private Ed25519 key, PEM (PKCS 8). */
  auditKey?: string;
}

const variables = {
  slackBotToken: 'SLACK_BOT_TOKEN',
  slackAppToken: 'SLACK_APP_TOKEN',
  slackSigningSecret: 'SLACK_SIGNING_SECRET',
  webhookToken: 'MIDDLEWATCH_WEBHOOK_TOKEN',
  databaseUrl: 'DATABASE_URL',
  auditKey: 'MIDDLEWATCH_AUDIT_KEY',
} as const satisfies Record<keyof Secrets, string>;

/**
 * Reads the secrets from an environment.
 * @throws MiddlewatchError `secret-missing` when a _FILE cannot be read or is empty
 */
export function readSecrets(environment: Readonly<Record<string, string | undefined>>): Secrets {
  const secrets: Secrets = {};
  for (const key of Object.keys(variables) as (keyof Secrets)[]) {
    const value = readSecret(variables[key], environment);
    if (value !== undefined) secrets[key] = value;
  }
  return secrets;
}

/**
 * The webhook's token as it is now: its file may be replaced while the bot runs, as mounted Kubernetes Secrets are.
 * @throws MiddlewatchError `secret-missing` when its _FILE cannot be read or is empty
 */
export function readWebhookToken(
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  return readSecret(variables.webhookToken, environment);
}

function readSecret(
  name: string,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const direct = environment[name]?.trim();
  if (direct !== undefined && direct !== '') return direct;
  const file = environment[`${name}_FILE`];
  if (file === undefined || file === '') return undefined;
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new MiddlewatchError('secret-missing', `${name}_FILE names a file that cannot be read`, {
      cause: error,
    });
  }
  if (text === '') throw new MiddlewatchError('secret-missing', `${name}_FILE names an empty file`);
  return text;
}

/**
 * Names everything that is missing at once: a first start is no guessing game of one variable a try.
 * @param senders how many senders the config names; with one, the webhook's token is not needed
 * @throws MiddlewatchError `secret-missing`
 */
export function requireSecrets(secrets: Secrets, senders: number): void {
  const missing: string[] = [];
  if (secrets.slackBotToken === undefined)
    missing.push(`${variables.slackBotToken} (Slack: OAuth & Permissions, Bot User OAuth Token)`);
  if (secrets.slackAppToken === undefined && secrets.slackSigningSecret === undefined)
    missing.push(
      `${variables.slackAppToken} (Slack: Basic Information, App-Level Tokens; or ${variables.slackSigningSecret} for HTTP)`,
    );
  if (secrets.webhookToken === undefined && senders === 0)
    missing.push(
      `${variables.webhookToken} (the bearer token that Alertmanager sends; make one with: openssl rand -hex 32; or \`senders\` in the config)`,
    );
  if (missing.length > 0) throw new MiddlewatchError('secret-missing', missing.join('; '));
}

/** @throws MiddlewatchError `secret-missing` with the variable's name */
export function requireSecret(secrets: Secrets, key: keyof Secrets, why: string): string {
  const value = secrets[key];
  if (value === undefined) throw new MiddlewatchError('secret-missing', `${variables[key]} (${why})`);
  return value;
}

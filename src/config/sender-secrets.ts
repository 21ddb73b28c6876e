import { readFileSync } from 'node:fs';
import { MiddlewatchError } from '../errors/middlewatch-error.ts';
import type { SenderConfig } from './schema.ts';

/** How one sender of webhooks proves itself. What is there must fit: a header, a certificate, or both. */
export interface SenderCredentials {
  /** Becomes the alerts' source. */
  name: string;
  /** All are valid; two while a token is being replaced. */
  bearerTokens: readonly string[];
  basic: { username: string; passwords: readonly string[] } | undefined;
  /** Common name or subject alternative names of the client certificate, one of which must be there; empty: none is asked for. */
  certificateNames: readonly string[];
}

/** The name of the sender that MIDDLEWATCH_WEBHOOK_TOKEN stands for. */
export const defaultSender = 'alertmanager';

/**
 * Reads the senders' secrets from their files.
 * @throws MiddlewatchError `secret-missing` when there is no sender at all, or a file cannot be read or is empty
 */
export function readSenderSecrets(
  senders: readonly SenderConfig[],
  webhookToken: string | undefined,
): SenderCredentials[] {
  const named = senders.map((sender) => ({
    name: sender.name,
    bearerTokens: sender.bearerTokenFiles.map((file) => secretOf(sender.name, file)),
    basic: sender.basicAuth && {
      username: sender.basicAuth.username,
      passwords: sender.basicAuth.passwordFiles.map((file) => secretOf(sender.name, file)),
    },
    certificateNames: sender.certificateNames,
  }));
  const simple: SenderCredentials[] =
    webhookToken === undefined
      ? []
      : [{ name: defaultSender, bearerTokens: [webhookToken], basic: undefined, certificateNames: [] }];
  const all = [...simple, ...named];
  if (all.length === 0) {
    throw new MiddlewatchError(
      'secret-missing',
      'MIDDLEWATCH_WEBHOOK_TOKEN (the bearer token that Alertmanager sends; make one with: openssl rand -hex 32), or `senders` in the config',
    );
  }
  return all;
}

function secretOf(sender: string, file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new MiddlewatchError('secret-missing', `the sender ${sender}: ${file} cannot be read`, {
      cause: error,
    });
  }
  if (text === '') throw new MiddlewatchError('secret-missing', `the sender ${sender}: ${file} is empty`);
  return text;
}

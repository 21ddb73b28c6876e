import type { Config } from './schema.ts';

/** Where Slack's requests come in: `slack.listen`, else beside the webhook, one port higher. */
export function slackAddress(config: Pick<Config, 'slack' | 'http'>): { host: string; port: number } {
  const listen = config.slack.listen ?? config.http.listen;
  const separator = listen.lastIndexOf(':');
  const port = Number(listen.slice(separator + 1));
  const next = config.slack.listen === undefined && port > 0 ? port + 1 : port;
  return { host: listen.slice(0, separator), port: next };
}

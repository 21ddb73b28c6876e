import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, LogLevel, SocketModeReceiver } from '@slack/bolt';
import type { Workspace } from '../../../src/drill/slack/start-workspace.ts';

const clientOptions = (workspace: Workspace) => ({
  slackApiUrl: workspace.apiUrl,
  timeout: 8000,
  retryConfig: { retries: 0 },
  rejectRateLimitedCalls: true,
});

const quiet = LogLevel.ERROR;

/** An unmodified Bolt app over Socket Mode. */
export function socketModeApp(
  workspace: Workspace,
  options: { readonly clientPingTimeout?: number } = {},
): App {
  const receiver = new SocketModeReceiver({
    appToken: workspace.appToken,
    ...options,
    logLevel: quiet,
    installerOptions: { clientOptions: { slackApiUrl: workspace.apiUrl } },
  });
  return new App({
    token: workspace.botToken,
    receiver,
    logLevel: quiet,
    convoStore: false,
    clientOptions: clientOptions(workspace),
  });
}

export type HttpApp = { readonly app: App; readonly url: string; readonly stop: () => Promise<void> };

/** An unmodified Bolt app behind a request URL; the workspace delivers to it. */
export async function httpApp(workspace: Workspace): Promise<HttpApp> {
  const receiver = new HTTPReceiver({ signingSecret: workspace.signingSecret, logLevel: quiet });
  const app = new App({
    token: workspace.botToken,
    receiver,
    logLevel: quiet,
    convoStore: false,
    clientOptions: clientOptions(workspace),
  });
  const server: Server = createServer((request, response) => receiver.requestListener(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  workspace.deliverTo({ kind: 'http', url });
  return {
    app,
    url,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

import { LogLevel, WebClient, type Logger } from '@slack/web-api';
import type { Workspace } from '../../../src/drill/slack/start-workspace.ts';

const nothing = (): void => undefined;
/** The refusals that tests ask for need no lines on the terminal. */
const silent: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  setName: nothing,
  getLevel: () => LogLevel.ERROR,
};

/** An unmodified client that does not retry: what the workspace answers is what the test sees. */
export const clientOf = (workspace: Workspace, token = workspace.botToken): WebClient =>
  new WebClient(token, {
    slackApiUrl: workspace.apiUrl,
    logger: silent,
    timeout: 1500,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });

/** What a refused call carries: `{ ok: false, error, … }`. */
export async function refusalOf(call: Promise<unknown>): Promise<Record<string, unknown>> {
  try {
    await call;
  } catch (error) {
    const { data } = error as { data?: Record<string, unknown> };
    if (data === undefined) throw error;
    return data;
  }
  throw new Error('the call was not refused');
}

import * as webApi from '@slack/web-api';

/**
 * Why a call to Slack has no good answer. `lost`: no answer came, it may have happened. `limited`: Slack (or our own
 * budget) says later; nothing happened. `refused`: Slack said no in its words; nothing happened.
 */
export type SlackProblem =
  | { kind: 'lost'; message: string }
  | { kind: 'limited'; retryInMs: number; message: string }
  | { kind: 'refused'; code: string; message: string };

/** Thrown by the caller (slack-caller.ts) and by nobody else. */
export class SlackCallError extends Error {
  readonly problem: SlackProblem;

  constructor(problem: SlackProblem, options?: { cause?: unknown }) {
    super(problem.message, options);
    this.name = 'SlackCallError';
    this.problem = problem;
  }
}

/** When Slack limits without saying for how long. */
const unstatedRetryMs = 30_000;

/** What @slack/web-api threw, told apart. Messages name the method and Slack's words, never a token or an address. */
export function slackProblem(method: string, error: unknown): SlackProblem {
  if (error instanceof webApi.WebAPIRateLimitedError)
    return { kind: 'limited', retryInMs: error.retryAfter * 1000, message: `Slack limits ${method}` };
  if (error instanceof webApi.WebAPIPlatformError) {
    const {
      error: code,
      needed,
      response_metadata: metadata,
    } = error.data as typeof error.data & { needed?: string };
    const details = [needed === undefined ? undefined : `needs ${needed}`, ...(metadata?.messages ?? [])];
    const detail = details.filter((one) => one !== undefined).join('; ');
    return {
      kind: 'refused',
      code,
      message: `Slack refused ${method}: ${code}${detail === '' ? '' : ` (${detail})`}`,
    };
  }
  if (error instanceof webApi.WebAPIHTTPError)
    return { kind: 'lost', message: `Slack answered ${method} with HTTP ${error.statusCode}` };
  const text = error instanceof Error ? error.message : String(error);
  // web-api throws a plain error for a 429 without Retry-After.
  if (/retry header/i.test(text))
    return { kind: 'limited', retryInMs: unstatedRetryMs, message: `Slack limits ${method}` };
  return { kind: 'lost', message: `Slack did not answer ${method}` };
}

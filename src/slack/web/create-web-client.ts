import { WebClient, type WebClientOptions } from '@slack/web-api';
import type { Logger } from '../../observe/logger.ts';
import { slackLogger } from './slack-logger.ts';

/** Milliseconds that one call may take: Slack answers in well under one second when it works. */
export const defaultCallTimeoutMs = 8000;

export interface WebClientSettings {
  slackApiUrl?: string;
  /** @default 8000 */
  callTimeoutMs?: number;
  log: Logger;
}

/**
 * A Web API client that never repeats a call by itself: a 429 would stop its whole queue, and a post whose answer was lost
 * would be posted twice. Whether and when to try again is decided by the publisher.
 */
export function createWebClient(token: string, options: WebClientSettings): WebClient {
  return new WebClient(token, webClientOptions(options));
}

/** A new object each time: Bolt's parts write into the options that they are given. */
export function webClientOptions(options: WebClientSettings): WebClientOptions {
  return {
    ...(options.slackApiUrl !== undefined && { slackApiUrl: options.slackApiUrl }),
    timeout: options.callTimeoutMs ?? defaultCallTimeoutMs,
    rejectRateLimitedCalls: true,
    retryConfig: { retries: 0 },
    logger: slackLogger(options.log),
  };
}

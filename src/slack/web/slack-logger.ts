import { LogLevel, type Logger as BoltLogger } from '@slack/bolt';
import type { Logger } from '../../observe/logger.ts';

/**
 * Slack's libraries log into ours. Their debug lines hold whole payloads with tokens: they are not let through; their
 * info and warnings are debug for an operator, since what matters is logged by this room in its own words.
 */
export function slackLogger(log: Logger): BoltLogger {
  const say =
    (level: 'debug' | 'warn') =>
    (first: unknown, ...rest: unknown[]) => {
      log[level]({ library: 'slack' }, [first, ...rest].map(String).join(' ').slice(0, 500));
    };
  return {
    debug: () => undefined,
    info: say('debug'),
    warn: say('debug'),
    error: say('warn'),
    getLevel: () => LogLevel.INFO,
    setLevel: () => undefined,
    setName: () => undefined,
  };
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../../model/answer.ts';
import { MiddlewatchError } from '../../errors/middlewatch-error.ts';
import type { Input } from '../../model/input.ts';
import type { Logger } from '../../observe/logger.ts';
import { answerInput, type AnswerOptions } from './answer-input.ts';

const attempts = 3;
const longestPauseMs = 5000;

/**
 * Answers a person, trying again while that can help.
 * @throws {MiddlewatchError} `slack-unavailable` when Slack stays away; an answer that Slack refuses for good is logged
 */
export async function answerUntilTold(
  input: Input,
  answer: Answer,
  options: AnswerOptions & { log: Logger; signal: AbortSignal },
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await answerInput(input, answer, options);
    if ('done' in outcome) return;
    if ('failed' in outcome) {
      options.log.error({ input: input.id, problem: outcome.problem }, 'a person could not be answered');
      return;
    }
    if (attempt === attempts) throw new MiddlewatchError('slack-unavailable', outcome.problem);
    await sleep(Math.min(outcome.retryInMs, longestPauseMs), undefined, { signal: options.signal });
  }
}

import type { Answer } from '../../model/answer.ts';
import type { Input } from '../../model/input.ts';
import { fitMessage } from '../fit-message.ts';
import { answerView } from '../views/answer.ts';
import type { MessageView } from '../views/message-view.ts';
import type { SlackCaller } from '../web/slack-caller.ts';
import { ranks } from '../web/rate-budgets.ts';
import { methodRate } from '../web/slack-rates.ts';
import { outcomeOf, published, type PublishOutcome } from './publish-outcome.ts';

const rate = methodRate('chat.postEphemeral');
const maxWaitMs = 5000;
const responseTimeoutMs = 5000;
/** A response URL lives 30 minutes; a late answer goes the other way. @see https://docs.slack.dev/interactivity/handling-user-interaction */
const responseUrlLivesMs = 29 * 60 * 1000;

export interface AnswerOptions {
  caller: SlackCaller;
  /** Response URLs must begin so: an input is data, and this room calls no other address. */
  responseUrlOrigins: readonly string[];
  now: () => number;
}

/**
 * Shows a person the answer to their input, to them alone. In a thread by chat.postEphemeral (a response URL would show
 * it in the channel, where nobody looks), else by the response URL; each is the other's second try.
 */
export async function answerInput(
  input: Input,
  answer: Answer,
  options: AnswerOptions,
): Promise<PublishOutcome> {
  const view = fitMessage(answerView(answer, input.id));
  const ways = [() => byResponseUrl(input, view, options), () => byEphemeral(input, view, options)];
  if (input.threadTs !== undefined) ways.reverse();
  const problems: PublishOutcome[] = [];
  for (const way of ways) {
    const outcome = await way();
    if (outcome === published) return published;
    problems.push(outcome);
  }
  // Worth another try if any way is.
  return problems.find((one) => 'retryInMs' in one) ?? problems[0] ?? published;
}

async function byEphemeral(
  input: Input,
  view: MessageView,
  { caller }: AnswerOptions,
): Promise<PublishOutcome> {
  if (input.channel === '') return { failed: true, problem: 'the input came from no channel' };
  const place = { channel: input.channel, person: input.person };
  const thread = input.threadTs === undefined ? {} : { threadTs: input.threadTs };
  return await whisper(caller, { ...place, ...thread }, view);
}

/** Shows a message to one person in a channel or thread. */
export async function whisper(
  caller: SlackCaller,
  place: { channel: string; person: string; threadTs?: string },
  message: { text: string; blocks?: MessageView['blocks'] },
): Promise<PublishOutcome> {
  const { channel, person, threadTs } = place;
  try {
    await caller.turn(`whisper/${channel}/${person}`, [rate], maxWaitMs, ranks.answer);
    await caller.call('chat.postEphemeral', rate, (client) =>
      client.chat.postEphemeral({
        channel,
        user: person,
        text: message.text,
        ...(message.blocks !== undefined && { blocks: message.blocks }),
        ...(threadTs !== undefined && { thread_ts: threadTs }),
      }),
    );
    return published;
  } catch (error) {
    return outcomeOf(error);
  }
}

async function byResponseUrl(
  input: Input,
  view: MessageView,
  options: AnswerOptions,
): Promise<PublishOutcome> {
  const url = input.responseUrl;
  if (url === undefined) return { failed: true, problem: 'there is no response URL' };
  if (options.now() - input.receivedAt > responseUrlLivesMs)
    return { failed: true, problem: 'the response URL is too old' };
  return await respond(url, { text: view.text, blocks: view.blocks }, options);
}

/** Posts to a response URL, visible to the person alone. */
export async function respond(
  url: string,
  message: { text: string; blocks?: MessageView['blocks'] },
  { responseUrlOrigins }: Pick<AnswerOptions, 'responseUrlOrigins'>,
): Promise<PublishOutcome> {
  if (!URL.canParse(url) || !responseUrlOrigins.includes(new URL(url).origin))
    return { failed: true, problem: "the response URL is not one of Slack's" };
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ ...message, response_type: 'ephemeral', replace_original: false }),
      redirect: 'error',
      signal: AbortSignal.timeout(responseTimeoutMs),
    });
    await response.body?.cancel();
    if (response.ok) return published;
    const problem = `Slack answered the response URL with HTTP ${response.status}`;
    return response.status >= 500 || response.status === 429
      ? { retryInMs: 3000, problem }
      : { failed: true, problem };
  } catch {
    return { retryInMs: 3000, problem: 'Slack did not answer at the response URL' };
  }
}

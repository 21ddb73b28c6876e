import { finished, type WorkHandler } from './worker.ts';

/** What the publisher in slack/ answers; it never throws for what Slack says. */
export type PublishOutcome =
  { done: true } | { retryInMs: number; problem: string } | { failed: true; problem: string };

/** Brings one message in Slack to what the store says. */
export function createPublish(publisher: {
  publish(messageId: string): Promise<PublishOutcome>;
}): WorkHandler {
  return async (messageId) => {
    const outcome = await publisher.publish(messageId);
    // Failed for good: the problem is recorded with the message; trying on would only repeat it.
    if ('done' in outcome || 'failed' in outcome) return finished;
    return { againInMs: outcome.retryInMs, problem: outcome.problem };
  };
}

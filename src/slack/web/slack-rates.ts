import type { Rate } from './rate-budgets.ts';

/**
 * Calls per minute of Slack's tiers. @see https://docs.slack.dev/apis/web-api/rate-limits; which method is in which tier:
 * MethodsRateLimits.java of slackapi/java-slack-sdk.
 */
const tiers = { 2: 20, 3: 50, 4: 100, special: 300 } as const;

const methodTiers = {
  'auth.test': 'special',
  'chat.postEphemeral': 4,
  'chat.update': 3,
  'conversations.history': 3,
  'conversations.join': 3,
  'conversations.list': 2,
  'conversations.open': 3,
  'conversations.replies': 3,
  'files.completeUploadExternal': 4,
  'files.getUploadURLExternal': 4,
  'usergroups.list': 2,
  'users.info': 4,
  'users.lookupByEmail': 3,
  'views.open': 4,
  'views.push': 4,
  'views.update': 4,
} as const satisfies Record<string, keyof typeof tiers>;

export type LimitedMethod = keyof typeof methodTiers;

/** In no minute more than the tier allows: a fifth at once, four fifths over the minute. */
export function methodRate(method: LimitedMethod): Rate {
  const perMinute = tiers[methodTiers[method]];
  return {
    name: method,
    intervalMs: 60_000 / (perMinute * 0.8),
    burst: Math.max(1, Math.floor(perMinute / 5)),
  };
}

/** chat.postMessage: one a second in a channel, several hundred a minute in the workspace. */
export function postRates(channel: string): readonly Rate[] {
  return [
    { name: `post/${channel}`, intervalMs: 1000, burst: 1 },
    { name: 'post', intervalMs: 250, burst: 20 },
  ];
}

/** One message is edited three times at once and then every 2 s, so that a lively card leaves room for the others. */
export function editRates(messageId: string): readonly Rate[] {
  return [methodRate('chat.update'), { name: `edit/${messageId}`, intervalMs: 2000, burst: 3 }];
}

import type { RateLimitOptions } from '../workspace-options.ts';

/**
 * Slack's tiers. `post` is chat.postMessage: one a second and channel with short bursts; `special` is "hundreds per
 * minute"; `none` is never limited.
 * @see https://docs.slack.dev/apis/web-api/rate-limits and MethodsRateLimits.java of slackapi/java-slack-sdk
 */
export type RateClass = 'tier1' | 'tier2' | 'tier3' | 'tier4' | 'post' | 'special' | 'none';

type Rate = { readonly perMinute: number; readonly burst: number };

// Slack publishes the rates, not the bursts: a minute's worth at once, but tier 1 must let a client open its (at most
// ten) connections, and "short bursts" to a channel is taken as three.
const rates: Readonly<Record<Exclude<RateClass, 'none'>, Rate>> = {
  tier1: { perMinute: 1, burst: 10 },
  tier2: { perMinute: 20, burst: 20 },
  tier3: { perMinute: 50, burst: 50 },
  tier4: { perMinute: 100, burst: 100 },
  post: { perMinute: 60, burst: 3 },
  special: { perMinute: 600, burst: 600 },
};
const postsOfWorkspace: Rate = { perMinute: 300, burst: 60 };

type Bucket = { tokens: number; at: number };

export type RateLimiter = {
  /** @returns Undefined when the call may pass, else the whole seconds to wait. */
  take(method: string, rate: RateClass, channel: string | undefined): number | undefined;
};

/** Token buckets by method, and by channel for chat.postMessage. */
export function createRateLimiter(options: RateLimitOptions, now: () => number): RateLimiter {
  if (options === 'off') return { take: () => undefined };
  const factor = options === 'slack' ? 1 : options.factor;
  const buckets = new Map<string, Bucket>();

  const fill = (key: string, rate: Rate): Bucket => {
    const at = now();
    const burst = rate.burst * Math.max(1, factor);
    const bucket = buckets.get(key) ?? { tokens: burst, at };
    bucket.tokens = Math.min(burst, bucket.tokens + ((at - bucket.at) * rate.perMinute * factor) / 60_000);
    bucket.at = at;
    buckets.set(key, bucket);
    return bucket;
  };

  return {
    take: (method, rate, channel) => {
      if (rate === 'none') return undefined;
      const wanted: readonly (readonly [string, Rate])[] =
        rate === 'post'
          ? [
              [`${method} ${channel ?? ''}`, rates.post],
              [method, postsOfWorkspace],
            ]
          : [[method, rates[rate]]];
      const filled = wanted.map(([key, limit]) => ({ bucket: fill(key, limit), limit }));
      const waits = filled
        .filter(({ bucket }) => bucket.tokens < 1)
        .map(({ bucket, limit }) => ((1 - bucket.tokens) * 60) / (limit.perMinute * factor));
      if (waits.length > 0) return Math.max(1, Math.ceil(Math.max(...waits)));
      for (const { bucket } of filled) bucket.tokens -= 1;
      return undefined;
    },
  };
}

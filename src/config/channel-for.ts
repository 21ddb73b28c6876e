import type { Config } from './schema.ts';

/** The first route whose labels all match, else the channel of all others. */
export function channelFor(
  slack: Pick<Config['slack'], 'routes' | 'channel'>,
): (labels: Readonly<Record<string, string>>) => string {
  return (labels) =>
    slack.routes.find((route) =>
      Object.entries(route.labels).every(([name, value]) => labels[name] === value),
    )?.channel ?? slack.channel;
}

import type { Config } from './schema.ts';

/** The first route whose labels all match, else the channel of the config. */
export function channelFor(config: Config): (labels: Readonly<Record<string, string>>) => string {
  return (labels) =>
    config.slack.routes.find((route) =>
      Object.entries(route.labels).every(([name, value]) => labels[name] === value),
    )?.channel ?? config.slack.channel;
}

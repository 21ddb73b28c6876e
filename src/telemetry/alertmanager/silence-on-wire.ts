import type { SilenceWanted } from './alertmanager-client.ts';

/** postableSilence of prometheus/alertmanager api/v2/openapi.yaml. */
export function silenceOnWire({ matchers, endsAt, startsAtText, ...silence }: SilenceWanted): unknown {
  return {
    ...silence,
    startsAt: startsAtText,
    endsAt: new Date(endsAt).toISOString(),
    matchers: matchers.map(({ name, operator, value }) => ({
      name,
      value,
      isRegex: operator === '=~' || operator === '!~',
      isEqual: operator === '=' || operator === '=~',
    })),
  };
}

import type { Amounts } from './pod-amounts.ts';

/** What the operator's config says that resources cost; nothing is measured. */
export interface Prices {
  cpuHour: number;
  memoryGiBHour: number;
  /** `EUR` */
  currency: string;
}

const gibibyte = 2 ** 30;

/** What a change of the pods costs more (or less) in an hour; undefined: nothing of it is known to change. */
export function costInWords(
  prices: Prices,
  {
    before,
    after,
  }: { before: { count: number; requests: Amounts }; after: { count: number; requests: Amounts } },
): string | undefined {
  const unpriced = ['cpu', 'memory'].filter((name) => after.requests[name] === undefined);
  if (unpriced.length > 0 && after.count > before.count)
    return `What it costs is unknown: the pods do not say how much ${unpriced.join(' and ')} they want.`;
  const difference = hourly(prices, after) - hourly(prices, before);
  if (Math.abs(difference) < 0.005) return undefined;
  const amount = `${Math.abs(difference).toFixed(2)} ${prices.currency}`;
  return `About ${amount} an hour ${difference > 0 ? 'more' : 'less'} (an estimate from the prices in the config and what the pods ask for).`;
}

function hourly(
  { cpuHour, memoryGiBHour }: Prices,
  { count, requests }: { count: number; requests: Amounts },
): number {
  return count * ((requests['cpu'] ?? 0) * cpuHour + ((requests['memory'] ?? 0) / gibibyte) * memoryGiBHour);
}

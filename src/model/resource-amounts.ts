import { readQuantity } from './quantity.ts';

const resource = /^(?:[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?\/)?[a-z0-9](?:[-a-z0-9.]{0,61}[a-z0-9])?$/;

/** `cpu=500m,memory=1Gi` as `kubectl set resources` takes it; undefined: not to be read, or a resource twice. */
export function readAmounts(text: string): ReadonlyMap<string, string> | undefined {
  const amounts = new Map<string, string>();
  for (const pair of text.split(',')) {
    const [name = '', amount = ''] = pair.split(/=(.*)/s);
    if (!resource.test(name) || readQuantity(amount) === undefined || amounts.has(name)) return undefined;
    amounts.set(name, amount);
  }
  return amounts;
}

/** In one order, so that the same amounts are the same text. */
export function writeAmounts(amounts: Iterable<readonly [string, string]>): string {
  return [...amounts]
    .map(([name, amount]) => `${name}=${amount}`)
    .sort()
    .join(',');
}

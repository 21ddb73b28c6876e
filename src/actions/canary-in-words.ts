import type { JsonObject } from '../model/json.ts';
import { numberAt, stringAt } from './json-at.ts';

/** Where a Flagger Canary stands: `phase Progressing, 20 % of the traffic, 1 failed check`. */
export function canaryInWords(canary: JsonObject): string {
  const phase = stringAt(canary, 'status', 'phase') ?? 'not written';
  const weight = numberAt(canary, 'status', 'canaryWeight') ?? 0;
  const failed = numberAt(canary, 'status', 'failedChecks') ?? 0;
  const checks = failed === 0 ? '' : `, ${failed === 1 ? '1 failed check' : `${failed} failed checks`}`;
  return `phase ${phase}, ${weight} % of the traffic on the canary${checks}`;
}

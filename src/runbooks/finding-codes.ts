import type { FindingCode } from '../model/finding.ts';

/** The codes at run time; the compiler sees to it that none is missing. */
const codes: Readonly<Record<FindingCode, true>> = {
  'crash-after-rollout': true,
  'out-of-memory': true,
  'image-pull-failure': true,
  'node-not-ready': true,
  'load-above-capacity': true,
};

export const findingCodes: readonly string[] = Object.keys(codes);

import type { AdmissionRule } from '../model/permission.ts';

/** An eviction names the very pod that was planned: one of its name that came since is another. */
export const evictionHolds: readonly AdmissionRule[] = [
  {
    expression:
      'has(object.deleteOptions) && has(object.deleteOptions.preconditions) && has(object.deleteOptions.preconditions.uid)',
    message: 'Middlewatch evicts only the pod that was planned, by its uid',
  },
  {
    expression:
      '!has(object.deleteOptions) || !has(object.deleteOptions.gracePeriodSeconds) || object.deleteOptions.gracePeriodSeconds > 0',
    message: 'Middlewatch gives pods their time to end',
  },
];

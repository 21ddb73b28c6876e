import type { ObjectReference } from './object-reference.ts';

/** The catalogue's names; one file each in actions/. */
export type ActionName = 'rollback' | 'scale' | 'cordon' | 'uncordon';

export const actionNames: readonly ActionName[] = ['rollback', 'scale', 'cordon', 'uncordon'];

/** A typed operation with its parameters. Never a shell string. */
export type ActionParameters =
  | {
      action: 'rollback';
      target: ObjectReference;
      /** The revision to return to; absent: the plan picks the newest one before the current that is not known bad, and names it. */
      revision?: number;
    }
  | { action: 'scale'; target: ObjectReference; replicas: number }
  | { action: 'cordon'; target: ObjectReference }
  | { action: 'uncordon'; target: ObjectReference };

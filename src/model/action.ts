import type { ObjectReference } from './object-reference.ts';

/** The catalogue's names; one file each in actions/, and one entry each in action-words.ts. */
export const actionNames = [
  'rollback',
  'restart',
  'pause',
  'resume',
  'scale',
  'suspend',
  'cordon',
  'uncordon',
] as const;
export type ActionName = (typeof actionNames)[number];

/** What an action may be told beside its object. */
export interface ActionValues {
  /** The revision to return to; absent: the plan picks the newest one before the current that is not known bad, and names it. */
  revision?: number;
  replicas?: number;
}
export type ActionValueName = keyof ActionValues;

export const actionValueNames = ['revision', 'replicas'] as const satisfies readonly ActionValueName[];

/** A typed operation with its parameters. Never a shell string. */
export type ActionParameters =
  | { action: 'rollback'; target: ObjectReference; revision?: number }
  | { action: 'scale'; target: ObjectReference; replicas: number }
  /** Which values each takes and needs stands in action-words.ts. */
  | ({ action: Exclude<ActionName, 'rollback' | 'scale'>; target: ObjectReference } & ActionValues);

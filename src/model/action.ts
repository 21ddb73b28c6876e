import type { ActionValues } from './action-value.ts';
import type { ActionName } from './action-words.ts';
import type { ObjectReference } from './object-reference.ts';

export { actionNames, type ActionName } from './action-words.ts';
export { actionValueNames, type ActionValueName, type ActionValues } from './action-value.ts';

/** What is carried out in Alertmanager instead of Kubernetes. */
export const silenceActions = [
  'silence',
  'silence-extend',
  'silence-expire',
] as const satisfies readonly ActionName[];
export type SilenceAction = (typeof silenceActions)[number];

export function isSilenceAction(action: string): action is SilenceAction {
  return silenceActions.some((name) => name === action);
}

/** The same action on one of several objects, with the values that it gets there. */
export type ActionPart = { target: ObjectReference } & ActionValues;

/** Several objects of one kind, namespace and cluster in one plan. */
interface SeveralObjects {
  /** Which objects, each once, in the order in which it is done; `target` is the first. Absent: `target` alone. */
  parts?: readonly ActionPart[];
  /** `app=shop,tier!=cache`: the objects are those with these labels; each plan looks anew which these are. */
  selector?: string;
}

/** A typed operation with its parameters. Never a shell string. */
export type ActionParameters = SeveralObjects &
  (
    | { action: 'rollback'; target: ObjectReference; revision?: number }
    | { action: 'scale'; target: ObjectReference; replicas: number }
    /** Which values each takes and needs stands in action-words.ts. */
    | ({ action: Exclude<ActionName, 'rollback' | 'scale'>; target: ObjectReference } & ActionValues)
  );

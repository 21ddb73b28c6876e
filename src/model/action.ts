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
  'set-image',
  'set-resources',
  'hpa',
  'delete-pod',
  'evict-pod',
  'run-now',
  'abort-rollout',
  'promote',
  'retry',
  'halt',
  'traffic',
  'rerun',
  'grow-claim',
  'backup',
  'sync-secret',
  'drain',
  'taint',
  'untaint',
  'silence',
  'silence-extend',
  'silence-expire',
] as const;
export type ActionName = (typeof actionNames)[number];

/** What an action may be told beside its object. */
export interface ActionValues {
  /** The revision to return to; absent: the plan picks the newest one before the current that is not known bad, and names it. */
  revision?: number;
  replicas?: number;
  /** `app=shop/checkout:1.6`, several with commas: container and image. */
  image?: string;
  /** Of an autoscaler: the least and the most replicas. */
  minimum?: number;
  maximum?: number;
  /** Of one container: `cpu=500m,memory=1Gi`. */
  container?: string;
  limits?: string;
  requests?: string;
  /** How far a Rollout is promoted; absent: one step. */
  promotion?: 'step' | 'full';
  /** Where traffic goes: `version=blue`, `stable=100,canary=0`, or the share of a canary, `0`. */
  traffic?: string;
  /** Of which routes, where an object has several: their names, else their numbers from 1, with commas. */
  route?: string;
  /** Whose recommendation is taken for `limits` and `requests`. */
  from?: 'vpa';
  /** Of a claim: `20Gi`. */
  size?: string;
  /** `dedicated=batch:NoSchedule` */
  taint?: string;
  /** Of a silence: canonical text (matcher.ts), and when it ends (milliseconds since the epoch). */
  matchers?: string;
  /** Milliseconds: how long a silence holds, how long a drain goes on. */
  duration?: number;
  until?: number;
  reason?: string;
  /** Of a drain: pods whose emptyDir volumes are lost by it may go too. */
  emptyDirData?: 'delete';
}
export type ActionValueName = keyof ActionValues;

export const actionValueNames = [
  'revision',
  'replicas',
  'image',
  'taint',
  'minimum',
  'maximum',
  'container',
  'limits',
  'requests',
  'promotion',
  'traffic',
  'route',
  'from',
  'size',
  'matchers',
  'duration',
  'until',
  'reason',
  'emptyDirData',
] as const satisfies readonly ActionValueName[];

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

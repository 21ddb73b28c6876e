import type { ExecutionStep } from '../model/action-request.ts';
import type { Plan } from '../model/plan.ts';

/** What an execution of several calls works with, besides the cluster. */
export interface StepsOptions {
  plan: Plan;
  executionId: string;
  /** The calls that have left, as the store knows them. */
  steps: readonly ExecutionStep[];
  /** `over`: its time limit has passed; `aborted`: somebody ended it. Then nothing is sent any more: look, and say what was done. */
  sending: 'allowed' | 'over' | 'aborted';
  /** Commits that this step's call leaves now; nothing is sent before. `again`: look first. */
  begin: (
    step: Pick<ExecutionStep, 'key' | 'name'>,
  ) => Promise<'first' | 'again' | 'not-executing' | 'frozen' | 'aborted'>;
  /** Commits what came of steps, and how far it is in words. */
  record: (finished: readonly FinishedStep[], progress: string) => Promise<void>;
}

export type FinishedStep = Pick<ExecutionStep, 'key'> & {
  outcome: NonNullable<ExecutionStep['outcome']>;
  message: string;
};

export type StepsResult =
  /** Nothing more is to be sent: all is done, or it cannot be told; `stopped`: a part was done, the message says which. */
  | { outcome: 'answered' | 'found-done' | 'unknown' | 'stopped'; message: string }
  /** Nothing was changed. */
  | { outcome: 'refused' | 'world-moved'; message: string }
  /** It goes on; absent `againInMs`: as after any answer that says nothing. */
  | { outcome: 'again'; message: string; againInMs?: number };

/**
 * So long a call that was given up may still be carried out: `--request-timeout` of the API server,
 * https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
 */
export const arrivesWithinMs = 60_000;

/** Why no further step begins, for the end of a sentence. */
export const whyStopped = {
  aborted: 'it was aborted',
  frozen: 'actions were frozen meanwhile (`/mw status` says by whom)',
  over: 'its time is over',
} as const;
export type WhyStopped = keyof typeof whyStopped;

/** The mark of one step: `middlewatch-<action>-<execution id>-<n>`, counted from 1. */
export function stepId(executionId: string, n: number): string {
  return `${executionId}-${n}`;
}

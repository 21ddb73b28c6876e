import type { ActionParameters } from './action.ts';
import type { JsonObject } from './json.ts';
import type { ObjectReference } from './object-reference.ts';

/** What a plan for several objects holds of each of them: enough to carry it out, to verify and to undo it by itself. */
export type PlanPart = Pick<
  Plan,
  'parameters' | 'target' | 'title' | 'before' | 'after' | 'facts' | 'digest' | 'reversible'
>;

/** An action made exact against the live cluster. Approvals name its digest; execution re-checks the facts that the digest covers. */
export interface Plan {
  /** Exact: `rollback` always carries its revision here. */
  parameters: ActionParameters;
  /** With uid. */
  target: ObjectReference & { uid: string };
  /** `Roll back deploy/checkout in shop on prod to revision 13` */
  title: string;
  /** What is read back for undo and for the diff. */
  before: JsonObject;
  after: JsonObject;
  /** Readable, one change a line, `- old` and `+ new` lines, plain text. */
  diff: readonly string[];
  /** What the server answered to the same call with dryRun=All. */
  dryRun: { accepted: boolean; message: string };
  warnings: readonly string[];
  /** `3 pods of 3 are replaced, one at a time` */
  blastRadius: string;
  risk: 'low' | 'medium' | 'high';
  /** So many approvals it needs at least, whatever the policy says. */
  leastApprovals?: number;
  /** True: `/mw undo` can plan the inverse from `before`. */
  reversible: boolean;
  /** The facts that the digest covers, per action (docs/actions.md): a plan made anew with the same facts has the same digest. */
  facts: JsonObject;
  /** SHA-256, hexadecimal, over cluster, parameters, target uid and facts in canonical JSON. */
  digest: string;
  madeAt: number;
  /** Several objects: one call for each, in this order. `target` is the first. */
  parts?: readonly PlanPart[];
  /** An action of several calls: so long after its start, in milliseconds, no further one begins. */
  timeLimitMs?: number;
}

/** Carried out by several calls, one after the other: it says how far it is, and can be stopped. */
export function isStepped(plan: Pick<Plan, 'timeLimitMs'>): boolean {
  return plan.timeLimitMs !== undefined;
}

/** A plan could not be made; the world is unchanged. `message` is for people and says what to do. */
export interface PlanRefusal {
  refused: true;
  reason:
    | 'not-found'
    | 'already-so'
    | 'nothing-to-return-to'
    | 'autoscaler-owns-it'
    | 'paused'
    | 'forbidden'
    | 'dry-run-refused'
    | 'unreachable'
    | 'wrong-kind'
    | 'bad-value'
    | 'unknown-cluster'
    | 'world-moved-on';
  message: string;
}

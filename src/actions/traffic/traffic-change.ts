import type { Change } from '../../cluster/cluster-client.ts';
import type { JsonObject } from '../../model/json.ts';
import type { PlanRefusal } from '../../model/plan.ts';
import type { ActionTools, Lock } from '../action.ts';
import type { ReadTarget } from '../read-target.ts';

/** What was asked for: `version=blue`, `stable=100,canary=0` or `0`, and of which routes. */
export interface TrafficWanted {
  traffic: string;
  route: string | undefined;
}

/** Where traffic goes by one object, and the change of that. Each kind of object makes one. */
export interface TrafficChange {
  /** As typed: what is set, and what would set it back. */
  wanted: TrafficWanted;
  former: string;
  /** The very field, for the digest: `{ selector: … }`. */
  facts: JsonObject;
  /** The same field afterwards. */
  after: JsonObject;
  /** `to version=blue` */
  words: string;
  diff: readonly string[];
  warnings: readonly string[];
  blastRadius: string;
  risk: 'low' | 'medium' | 'high';
  call: (mark: string, lock: Lock) => Change;
}

/** One kind of object that says where traffic goes. */
export interface TrafficKind {
  /** @throws ClusterError */
  change(tools: ActionTools, read: ReadTarget, wanted: TrafficWanted): Promise<TrafficChange | PlanRefusal>;
  /** The very field as it stands now, in the form of the change's `after`. */
  now(object: JsonObject, after: JsonObject): JsonObject;
  /** The field's path in managedFields: who wrote it last. */
  field: readonly string[];
  /** What carries the traffic now, for the verdict; `undefined`: this kind shows nothing. */
  served?(tools: ActionTools, object: JsonObject): Promise<{ ready: number; words: string }>;
}

import type { JsonObject } from '../../model/json.ts';

/** What a change reaches, for the warnings that many actions share: they are found once, in one place. */
export interface Touched {
  /** The object whose fields change, as it was read: whoever manages it may take the change back. */
  object?: JsonObject;
  pods?: TouchedPods;
}

/** The pods that a change starts, stops or replaces. */
export interface TouchedPods {
  /** `{ metadata, spec }` that pods are made from after the change. */
  template: JsonObject;
  /** What they are made from now, where that differs. */
  templateBefore?: JsonObject;
  /** How many are wanted before and after. */
  before: number;
  after: number;
  /** `replaced`: those that stay are made anew from the template. */
  stay: 'as-they-are' | 'replaced';
  /** Of a rollout: how many may run beyond the wanted number, and be missing. Absent: none beyond. */
  surge?: { beyond: number; missing: number };
}

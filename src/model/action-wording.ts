import type { ActionValueName } from './action-value.ts';

/** How people speak of an action. */
export interface ActionWording {
  /** Other words for it, in commands. */
  aliases: readonly string[];
  /** What it is offered for; a name alone means the first. */
  kinds: readonly [string, ...string[]];
  /** Values beside the object, each with a flag of its own. */
  values: readonly ActionValueName[];
  /** The value that may stand as a bare last word: `scale deploy/checkout 5`. */
  bareValue?: ActionValueName;
  /** The value that may stand as words with `=`, `:` or a last `-`, none of which a name has: `set-image deploy/checkout app=shop/checkout:1.6`. */
  pairValue?: ActionValueName;
  /** At least one of these must be there; `ask` is the question when none is. */
  needs?: { oneOf: readonly ActionValueName[]; ask: string };
  /** Absent: several objects in one command make one plan. */
  several?: 'never';
  /** `roll back` */
  infinitive: string;
  /** `rolled back` */
  participle: string;
  /** What stands on a button, before the object or value. */
  label: string;
  /** As typed after `/mw`. */
  example: string;
}

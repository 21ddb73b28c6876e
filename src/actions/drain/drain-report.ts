import type { FinishedStep, StepsOptions, StepsResult } from '../steps.ts';
import { some } from './some.ts';

/** How far a drain is, in words. */
export class DrainReport {
  readonly #node: string;
  readonly #nodeUid: string;
  readonly #done: Set<string>;
  readonly #begun: boolean;
  #open = 0;
  #leaving = 0;

  constructor(node: string, { plan, steps }: Pick<StepsOptions, 'plan' | 'steps'>) {
    this.#node = node;
    this.#nodeUid = plan.target.uid;
    this.#begun = steps.length > 0;
    this.#done = new Set(steps.filter(({ outcome }) => outcome === 'done').map(({ key }) => key));
  }

  /** More that is done, and by how many the open and the ending pods change. */
  count(finished: readonly FinishedStep[], open: number, leaving: number): void {
    for (const { key } of finished) this.#done.add(key);
    this.#open += open;
    this.#leaving += leaving;
  }

  get #evicted(): number {
    return this.#done.size - (this.#done.has(this.#nodeUid) ? 1 : 0);
  }

  #numbers(): string {
    const ending = this.#leaving === 0 ? '' : `; ${this.#leaving} still ending`;
    return `Evicted ${this.#evicted} of ${this.#evicted + this.#open}${ending}`;
  }

  /** `Evicted 7 of 12; waiting: disruption budget shop/checkout allows 0` */
  progress(waiting: readonly string[]): string {
    return `${this.#numbers()}${waiting.length === 0 ? '' : `; waiting: ${some(waiting, 3)}`}`;
  }

  /** @param strangers pods that came after the plan and that nobody approved to evict */
  finished(strangers: readonly string[]): StepsResult {
    const pods = `${this.#evicted} ${this.#evicted === 1 ? 'pod' : 'pods'}`;
    if (strangers.length === 0)
      return { outcome: 'answered', message: `Evicted ${pods}; ${this.#node} is drained.` };
    return {
      outcome: 'stopped',
      message: `Evicted ${pods}. Left, because they came after the plan: ${some(strangers)}. Ask again for a plan with them.`,
    };
  }

  /** @param why for the end of a sentence; the node stays cordoned */
  ended(why: string): StepsResult {
    return this.#stopped(why, ` ${this.#node} stays cordoned; undo lets pods onto it again.`);
  }

  /** As `ended`, where the node is not cordoned any more, or gone. */
  endedWithout(why: string): StepsResult {
    return this.#stopped(why, '');
  }

  #stopped(why: string, rest: string): StepsResult {
    if (!this.#begun && this.#done.size === 0)
      return { outcome: 'refused', message: `Nothing was changed: ${why}.` };
    return { outcome: 'stopped', message: `${this.#numbers()}. Stopped: ${why}.${rest}` };
  }
}

import type { Fault, FaultKind } from '../fault.ts';

/** The faults that are in force; the newest that matches hits. */
export class FaultInjector {
  readonly #faults: { fault: Fault; left: number }[] = [];

  add(fault: Fault): () => void {
    const entry = { fault, left: fault.times ?? Number.POSITIVE_INFINITY };
    this.#faults.unshift(entry);
    return () => this.#remove(entry);
  }

  /** The fault for this request, used up by one. */
  take(method: string, url: string): FaultKind | undefined {
    const entry = this.#faults.find(
      ({ fault }) => (fault.method === undefined || fault.method === method) && fault.path.test(url),
    );
    if (entry === undefined) return undefined;
    entry.left -= 1;
    if (entry.left <= 0) this.#remove(entry);
    return entry.fault.fault;
  }

  #remove(entry: { fault: Fault; left: number }): void {
    const index = this.#faults.indexOf(entry);
    if (index >= 0) this.#faults.splice(index, 1);
  }
}

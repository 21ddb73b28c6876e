import type { Transaction } from './transaction.ts';

/** One operation waiting for its turn. */
export interface Job {
  run(transaction: Transaction): Promise<unknown>;
  /** Its caller was told that it did not happen: it must not happen any more. */
  expired(): boolean;
}

export type Outcome = { value: unknown } | { error: Error };

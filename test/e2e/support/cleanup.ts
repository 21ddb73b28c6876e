export interface Cleanup {
  /** To be called by run(), the last one added first. */
  add(end: () => Promise<void>): void;
  /** Ends all that was added, also when one of them fails; then throws the first failure. */
  run: () => Promise<void>;
}

/** Remembers what a start has begun, so that a start that fails half-way leaves nothing running. */
export function cleanup(): Cleanup {
  const ends: (() => Promise<void>)[] = [];
  return {
    add: (end) => void ends.push(end),
    async run() {
      const failures: unknown[] = [];
      for (const end of ends.splice(0).reverse()) await end().catch((error: unknown) => failures.push(error));
      if (failures.length > 0) throw failures[0];
    },
  };
}

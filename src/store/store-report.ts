/** What was looked at, and a sentence on what is wrong there. */
export interface StoreFault {
  what: 'integrity' | 'foreign-keys' | 'schema';
  words: string;
}

/** What `store check` finds, but for the audit chain, which its own room verifies. */
export interface StoreReport {
  engine: 'sqlite' | 'postgres';
  bytes: number;
  /** The newest step of the schema, and the newest that this version knows. */
  schema: { number: number; known: number };
  faults: readonly StoreFault[];
}

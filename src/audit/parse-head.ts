import type { AuditHead } from './verify-chain.ts';

/** Reads `12:9f86d0…`, as `audit verify` prints it: a record's number and its hash. Undefined when it is not of that form. */
export function parseHead(text: string): AuditHead | undefined {
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text.trim().toLowerCase()) ?? [];
  return seq === undefined || hash === undefined ? undefined : { seq: Number(seq), hash };
}

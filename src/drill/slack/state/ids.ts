import { createHash } from 'node:crypto';

const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789';

/** Ids, tokens and secrets: unique in one workspace, the same for the same seed. */
export type Ids = {
  /** `make('U')` → `U7Q…`, eleven characters. */
  readonly make: (prefix: string) => string;
  /** Lower-case hexadecimal digits. */
  readonly hex: (digits: number) => string;
  readonly uuid: () => string;
  /** The short ids that Slack gives to blocks: five characters. */
  readonly blockId: () => string;
};

export function createIds(seed: number): Ids {
  let count = 0;
  const bytes = (): Buffer =>
    createHash('sha256')
      .update(`${seed}:${(count += 1)}`)
      .digest();
  const letters = (length: number): string =>
    [...bytes().subarray(0, length)].map((byte) => alphabet[byte % alphabet.length]).join('');
  const hex = (digits: number): string => bytes().toString('hex').slice(0, digits);
  return {
    make: (prefix) => `${prefix}${letters(11 - prefix.length)}`,
    hex,
    uuid: () => hex(32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    blockId: () => letters(5),
  };
}

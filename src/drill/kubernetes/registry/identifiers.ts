import { createHash } from 'node:crypto';

// Kubernetes' own alphabet for generated names: no vowels, so no words (apimachinery util/rand).
const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** FNV-1a, 32 bit: what template hashes are made of. */
export function fnv32a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) {
    hash ^= byte;
    hash = Math.imul(hash, 0x01000193) >>> 0;
  }
  return hash;
}

/** A number's digits in the alphabet of generated names, as pod-template-hash shows them. */
export function safeEncode(text: string): string {
  return [...Buffer.from(text)].map((byte) => alphabet[byte % alphabet.length] ?? 'x').join('');
}

/** JSON with sorted keys: the same object always gives the same text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${entries
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`)
    .join(',')}}`;
}

/** The `pod-template-hash` of a template; `collisionCount` moves it when two templates met. */
export function templateHash(template: unknown, collisionCount = 0): string {
  const hash = fnv32a(`${canonicalJson(template)}${collisionCount === 0 ? '' : collisionCount}`);
  return safeEncode(String(hash));
}

/**
 * Names and uids from a seed. Each is derived from what it is for and how often that was asked, not from one stream: so the
 * third pod of a ReplicaSet has the same name in every run, whatever else happened in between.
 */
export class Identifiers {
  readonly #seed: number;
  readonly #asked = new Map<string, number>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** Five letters for a name made from `generateName`. */
  suffix(purpose: string): string {
    return [...this.#digest(`suffix ${purpose}`).subarray(0, 5)]
      .map((byte) => alphabet[byte % alphabet.length] ?? 'x')
      .join('');
  }

  /** A version 4 UUID. */
  uid(purpose: string): string {
    const bytes = this.#digest(`uid ${purpose}`).subarray(0, 16);
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    const hex = bytes.toString('hex');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  }

  /** 64 hexadecimal digits, as container and image ids have them. */
  digest(purpose: string): string {
    return this.#digest(`digest ${purpose}`).toString('hex');
  }

  #digest(purpose: string): Buffer {
    const count = (this.#asked.get(purpose) ?? 0) + 1;
    this.#asked.set(purpose, count);
    return createHash('sha256').update(`${this.#seed} ${purpose} ${count}`).digest();
  }
}

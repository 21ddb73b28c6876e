import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { MiddlewatchError } from '../errors/middlewatch-error.ts';
import { parseHead } from './parse-head.ts';
import type { AuditHead } from './verify-chain.ts';

/** A head that somebody with the key said the chain had, at that time (milliseconds). */
export interface SignedHead {
  head: AuditHead;
  at: number;
  /** Ed25519 (RFC 8032) over `signedText`, base64url. */
  signature: string;
}

/** What is signed: the purpose first, so that no signature made for something else passes for one of a head. */
function signedText({ seq, hash }: AuditHead, at: number): Buffer {
  return Buffer.from(`middlewatch-audit-head\n${seq}:${hash}\n${new Date(at).toISOString()}\n`);
}

/** One line: `SEQ:HASH TIME SIGNATURE`. */
export function signHead(head: AuditHead, at: number, key: KeyObject): string {
  const signature = sign(null, signedText(head, at), key).toString('base64url');
  return `${head.seq}:${head.hash} ${new Date(at).toISOString()} ${signature}`;
}

/** Reads that line. Undefined when it is not of that form. */
export function readSignedHead(line: string): SignedHead | undefined {
  const [headText, time, signature, extra] = line.trim().split(/\s+/);
  const head = parseHead(headText ?? '');
  if (head === undefined || time === undefined || signature === undefined || extra !== undefined)
    return undefined;
  const at = Date.parse(time);
  if (Number.isNaN(at) || new Date(at).toISOString() !== time) return undefined;
  return /^[\w-]{86}$/.test(signature) ? { head, at, signature } : undefined;
}

export function isSignedBy({ head, at, signature }: SignedHead, key: KeyObject): boolean {
  return verify(null, signedText(head, at), key, Buffer.from(signature, 'base64url'));
}

/** @throws {MiddlewatchError} `secret-missing`: it is no private Ed25519 key in PEM (PKCS 8). The key itself is in no message. */
export function readSigningKey(pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // OpenSSL's reason says nothing that helps, and could quote the key.
  }
  throw new MiddlewatchError(
    'secret-missing',
    'MIDDLEWATCH_AUDIT_KEY is no private Ed25519 key in PEM (make one: openssl genpkey -algorithm ed25519)',
  );
}

/** Reads a public key, also out of the private one. Undefined when it is none of Ed25519. */
export function readPublicKey(pem: string): KeyObject | undefined {
  try {
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}

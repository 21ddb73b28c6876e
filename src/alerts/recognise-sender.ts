import { createHash, timingSafeEqual } from 'node:crypto';
import type { SenderCredentials } from '../config/sender-secrets.ts';

/** What a request brings to prove who sent it. */
export interface Presented {
  /** The header as it came. */
  authorization: string | undefined;
  /** Common name and subject alternative names of a client certificate that the server's authorities signed; else empty. */
  certificateNames: readonly string[];
}

/** Tells whose a request is; undefined when it is nobody's. */
export type RecogniseSender = (presented: Presented) => string | undefined;

interface Known {
  name: string;
  /** Digests of every header that is this sender's; empty: its certificate is enough. */
  headers: readonly Buffer[];
  certificateNames: readonly string[];
}

/**
 * Compares by digest, so that neither length nor content of a secret, nor whether a user exists, shows in the time that a
 * refusal takes; all secrets of all senders are compared each time.
 * @throws RangeError for an empty secret, a sender without any, no sender at all, or a secret that two senders share:
 *   each would let somebody in as somebody else
 */
export function recogniseSender(senders: readonly SenderCredentials[]): RecogniseSender {
  if (senders.length === 0) throw new RangeError('the webhook needs at least one sender');
  const known = senders.map(knownOf);
  refuseSharedSecrets(known);
  return ({ authorization, certificateNames }) => {
    const sent = digestOf(normalised(authorization));
    let sender: string | undefined;
    for (const one of known) {
      let fits = one.headers.length === 0;
      for (const header of one.headers) if (timingSafeEqual(header, sent)) fits = true;
      const certified =
        one.certificateNames.length === 0 ||
        one.certificateNames.some((name) => certificateNames.includes(name));
      // Who proves more than a certificate is the one that is meant.
      if (fits && certified && (sender === undefined || one.headers.length > 0)) sender = one.name;
    }
    return sender;
  };
}

function knownOf({ name, bearerTokens, basic, certificateNames }: SenderCredentials): Known {
  const passwords = basic?.passwords ?? [];
  if ([...bearerTokens, ...passwords].includes('')) throw new RangeError(`a secret of ${name} is empty`);
  const headers = [
    ...bearerTokens.map((token) => `bearer ${token}`),
    ...passwords.map((password) => `basic ${basic?.username ?? ''}:${password}`),
  ].map(digestOf);
  if (headers.length === 0 && certificateNames.length === 0)
    throw new RangeError(`the sender ${name} proves itself by nothing`);
  return { name, headers, certificateNames };
}

function refuseSharedSecrets(known: readonly Known[]): void {
  const owners = new Map<string, string>();
  for (const { name, headers } of known) {
    for (const header of headers) {
      const digest = header.toString('hex');
      const other = owners.get(digest);
      if (other !== undefined && other !== name)
        throw new RangeError(`the senders ${other} and ${name} have the same secret`);
      owners.set(digest, name);
    }
  }
}

/** The scheme in small letters, basic credentials decoded (RFC 7617: UTF-8); anything else fits nobody. */
function normalised(authorization: string | undefined): string {
  const [, scheme = '', value = ''] = /^(bearer|basic) +(\S+) *$/i.exec(authorization ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return `bearer ${value}`;
  if (scheme.toLowerCase() === 'basic') return `basic ${Buffer.from(value, 'base64').toString('utf8')}`;
  return '';
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

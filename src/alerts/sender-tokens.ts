import { createHash, timingSafeEqual } from 'node:crypto';

/** Who may send, by name, with the bearer token of each. The name becomes the alerts' source. */
export type SenderTokens = Readonly<Record<string, string>>;

/** Tells whose token a request carries; undefined when it is nobody's. */
export type RecogniseSender = (authorization: string | undefined) => string | undefined;

/**
 * Compares by digest, so that neither length nor content of a token shows in the time that a refusal takes; all senders
 * are compared each time.
 * @throws RangeError for an empty token or for no sender at all: both would let anybody in, or nobody
 */
export function recogniseSender(tokens: SenderTokens): RecogniseSender {
  const senders = Object.entries(tokens);
  if (senders.length === 0) throw new RangeError('the webhook needs at least one sender with a token');
  const digests = senders.map(([name, token]) => {
    if (token === '') throw new RangeError(`the webhook token of ${name} is empty`);
    return { name, digest: digestOf(token) };
  });
  return (authorization) => {
    const sent = /^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
    const digest = digestOf(sent ?? '');
    let sender: string | undefined;
    for (const one of digests) {
      if (timingSafeEqual(one.digest, digest)) sender = one.name;
    }
    return sender;
  };
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

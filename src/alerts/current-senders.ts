import type { SenderCredentials } from '../config/sender-secrets.ts';
import { recogniseSender, type RecogniseSender } from './recognise-sender.ts';

export interface CurrentSendersOptions {
  /** Reads all secrets. @throws when one cannot be read */
  read: () => readonly SenderCredentials[];
  now: () => number;
  /** Secrets that were read this long ago are read again at the next request; default 10 s. */
  freshForMs?: number;
  /** A secret cannot be read any more, or fits two senders: the last good ones stay in force. */
  onProblem: (problem: Error) => void;
}

/**
 * Recognises senders by secrets that may be replaced while the bot runs, as mounted Kubernetes Secrets are.
 * @throws what the first reading throws
 */
export function currentSenders(options: CurrentSendersOptions): RecogniseSender {
  const { freshForMs = 10_000, now } = options;
  let recognise = recogniseSender(options.read());
  let readAt = now();
  return (presented) => {
    if (now() - readAt >= freshForMs) {
      readAt = now();
      try {
        recognise = recogniseSender(options.read());
      } catch (error) {
        options.onProblem(error instanceof Error ? error : new Error(String(error)));
      }
    }
    return recognise(presented);
  };
}

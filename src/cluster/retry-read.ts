import { setTimeout as sleep } from 'node:timers/promises';
import { ClusterError } from './cluster-client.ts';

const retriedStatus = new Set([429, 500, 502, 503, 504]);
/** Two more tries, after these pauses in milliseconds. */
const pauses = [100, 400] as const;

/** An error with what the server said about when to come back. */
export interface Failed {
  error: ClusterError;
  /** The header Retry-After. */
  retryAfter: string | undefined;
}

/**
 * Tries a read up to three times. A pause, or a Retry-After, that does not fit before the deadline ends it at once with
 * the error at hand: waiting could not help.
 * @throws the last error
 */
export async function retryRead<Answer>(
  attempt: () => Promise<Answer | Failed>,
  options: { deadline: number; now: () => number; signal: AbortSignal },
): Promise<Answer> {
  for (let tries = 0; ; tries++) {
    const answer = await attempt();
    if (!isFailed(answer)) return answer;
    const pause = pauses[tries];
    if (pause === undefined || !isRetried(answer.error)) throw answer.error;
    const wait = Math.max(pause, retryAfterMs(answer.retryAfter, options.now()));
    if (options.now() + wait >= options.deadline) throw answer.error;
    await sleep(wait, undefined, { signal: options.signal }).catch(() => {
      throw answer.error;
    });
  }
}

function isFailed(answer: unknown): answer is Failed {
  return (
    typeof answer === 'object' && answer !== null && 'error' in answer && answer.error instanceof ClusterError
  );
}

function isRetried(error: ClusterError): boolean {
  if (error.failure === 'unreachable') return true;
  return error.failure === 'refused' && error.status !== undefined && retriedStatus.has(error.status);
}

/** Seconds or an HTTP date (RFC 9110, 10.2.3), as milliseconds from now. */
function retryAfterMs(header: string | undefined, now: number): number {
  if (header === undefined) return 0;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now);
}

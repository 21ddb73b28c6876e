/**
 * What goes wrong with a request that matches.
 * - `hang`: no byte is ever answered (until stop()).
 * - `too-many-requests`: 429 with `Retry-After`, as API priority and fairness answers. Not processed.
 * - `error`: the given status (default 500) as a `Status` object. Not processed.
 * - `reset-before`: the connection is reset before the request is processed.
 * - `drop-answer`: the request is processed, then the connection is reset: the answer is lost.
 * - `hold-answer`: the request is processed, then no byte is answered (until stop()).
 * - `truncate`: processed; the body stops after `bytes` (default 100) although Content-Length promised more.
 * - `delay`: processed after `ms` real milliseconds.
 * `onHit` is called at the very moment: when nothing has happened yet, or when all is done and nothing is answered.
 */
export type FaultKind =
  | { kind: 'hang' }
  | { kind: 'too-many-requests'; retryAfterSeconds: number }
  | { kind: 'error'; status?: number; message?: string }
  | { kind: 'reset-before'; onHit?: () => void }
  | { kind: 'drop-answer'; onHit?: () => void }
  | { kind: 'hold-answer' }
  | { kind: 'truncate'; bytes?: number }
  | { kind: 'delay'; ms: number };

/** Which requests a fault hits, and how often. */
export interface Fault {
  /** HTTP method; absent: every method. */
  method?: string;
  /** Matched against the path with its query, such as `/apis/apps/v1/namespaces/shop/deployments/web?dryRun=All`. */
  path: RegExp;
  fault: FaultKind;
  /** How many requests it hits before it is spent; absent: until removed. */
  times?: number;
}

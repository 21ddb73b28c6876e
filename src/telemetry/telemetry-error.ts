/** How a question failed. */
export type TelemetryFailure = 'timeout' | 'unreachable' | 'refused' | 'too-large' | 'unreadable';

/** `message` is a sentence for people, with the system's name and without addresses: `Prometheus did not answer within 5 s`. */
export class TelemetryError extends Error {
  readonly failure: TelemetryFailure;
  /** HTTP status, when there was an answer. */
  readonly status: number | undefined;
  /** `no`: the request has certainly not arrived, so that it may be sent elsewhere. */
  readonly sent: 'no' | 'maybe';

  constructor(
    failure: TelemetryFailure,
    message: string,
    details?: { status?: number; cause?: unknown; sent?: 'no' },
  ) {
    super(message, { cause: details?.cause });
    this.name = 'TelemetryError';
    this.failure = failure;
    this.status = details?.status;
    this.sent = details?.sent ?? 'maybe';
  }
}

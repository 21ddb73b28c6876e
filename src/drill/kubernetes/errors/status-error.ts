/** One reason of a refusal; `field` is the JSON path it is about. */
export interface StatusCause {
  reason?: string;
  message?: string;
  field?: string;
}

/** The `Status` object that the API answers instead of the object asked for. */
export interface StatusBody {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: Record<string, never>;
  status: 'Failure' | 'Success';
  message?: string;
  reason?: string;
  details?: {
    name?: string;
    group?: string;
    kind?: string;
    uid?: string;
    causes?: StatusCause[];
    retryAfterSeconds?: number;
  };
  code?: number;
}

/** A refusal, thrown inside the simulated API and answered as its `Status`. */
export class StatusError extends Error {
  override name = 'StatusError';
  readonly status: StatusBody;

  constructor(code: number, rest: Pick<StatusBody, 'message' | 'reason' | 'details'>) {
    super(rest.message ?? '');
    this.status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', ...rest, code };
  }

  get code(): number {
    return this.status.code ?? 500;
  }
}

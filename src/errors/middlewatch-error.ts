import { errorCatalogue, type ErrorCode } from './catalogue.ts';

/** An error with a stable code from the catalogue. `message` is for the log and for people; `cause` keeps what was caught. */
export class MiddlewatchError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  /** What the operator should do. */
  readonly remedy: string;

  constructor(code: ErrorCode, detail: string, options?: { cause?: unknown }) {
    super(
      detail === '' ? errorCatalogue[code].sentence : `${errorCatalogue[code].sentence}: ${detail}`,
      options,
    );
    this.name = 'MiddlewatchError';
    this.code = code;
    this.retryable = errorCatalogue[code].retryable;
    this.remedy = errorCatalogue[code].remedy;
  }
}

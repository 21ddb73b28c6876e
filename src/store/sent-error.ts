import { errorCatalogue } from '../errors/catalogue.ts';
import { MiddlewatchError } from '../errors/middlewatch-error.ts';
import type { SentError } from './worker-protocol.ts';

export function packError(error: Error): SentError {
  return {
    code: error instanceof MiddlewatchError ? error.code : undefined,
    message: error.message,
    stack: error.stack,
  };
}

/** The error as its caller gets it: with the stack of the caller, and the thread's own stack as the cause. */
export function unpackError({ code, message, stack }: SentError): Error {
  const cause = new Error(message);
  cause.stack = stack ?? '';
  if (code === undefined) return new Error(message, { cause });
  const prefix = `${errorCatalogue[code].sentence}: `;
  return new MiddlewatchError(code, message.startsWith(prefix) ? message.slice(prefix.length) : '', {
    cause,
  });
}

import { DatabaseError } from 'pg';
import { MiddlewatchError } from '../../errors/middlewatch-error.ts';

/**
 * SQLSTATEs, or their first two characters, that tell of the server, the connection or the rights to it:
 * https://www.postgresql.org/docs/15/errcodes-appendix.html
 */
const unavailable: Readonly<Record<string, string>> = {
  '08': 'the connection was lost',
  '25006': 'it is read-only: a standby, or read-only by its settings',
  '25P03': 'a transaction of ours was left open too long',
  '28': 'it refuses the user or the password',
  '3D': 'there is no such database',
  '42501': 'the user lacks a right',
  '53': 'it is out of memory, disk or connections',
  '57P': 'it is shutting down or starting',
  '58': 'its disk or system failed',
  XX: 'it reports damage',
};

/** statement_timeout and lock_timeout. */
const tooSlow: ReadonlySet<string> = new Set(['57014', '55P03']);
/** serialization_failure and deadlock_detected: nothing happened, and the next try may succeed. */
const clash: ReadonlySet<string> = new Set(['40001', '40P01']);

/** What `pg` says without a code when a connection or its answer does not come. */
const connectionWords = /connection|connect|timeout|not queryable|SSL|SASL|certificate|Cannot use a pool/i;

/** Another transaction was in the way: run it again. */
export function isClash(error: unknown): boolean {
  return error instanceof DatabaseError && clash.has(error.code ?? '');
}

/**
 * What the server or the way to it refuses becomes `store-unavailable` or `store-deadline`; a fault of our own stays what
 * it is. `place` names the server in the text.
 */
export function translatePostgresError(error: unknown, place: string): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if (error instanceof MiddlewatchError) return error;
  if (error instanceof DatabaseError) return fromServer(error, place);
  // Node tries each address of a name and reports all failures in one AggregateError, which has a code and no message.
  if ('syscall' in error || error instanceof AggregateError || connectionWords.test(error.message)) {
    const words = error.message === '' ? String((error as { code?: unknown }).code) : error.message;
    return new MiddlewatchError('store-unavailable', `${place}: ${words}`, { cause: error });
  }
  return error;
}

/** The connection that it came from is not to be used again. */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const translated = translatePostgresError(error, '');
  return (
    translated !== error && translated instanceof MiddlewatchError && translated.code === 'store-unavailable'
  );
}

function fromServer(error: DatabaseError, place: string): Error {
  const code = error.code ?? '';
  if (tooSlow.has(code) || clash.has(code)) {
    const words = clash.has(code) ? 'others changed the same again and again' : 'it was too slow';
    return new MiddlewatchError('store-deadline', `${place}: ${words} (${error.message})`, { cause: error });
  }
  const words = unavailable[code] ?? unavailable[code.slice(0, 3)] ?? unavailable[code.slice(0, 2)];
  if (words === undefined) return error;
  return new MiddlewatchError('store-unavailable', `${place}: ${words} (PostgreSQL: ${error.message})`, {
    cause: error,
  });
}

import { MiddlewatchError } from '../../errors/middlewatch-error.ts';

/** Primary result codes, https://www.sqlite.org/rescode.html, that tell of the disk, the file or its locks. */
const unavailable: Readonly<Record<number, string>> = {
  5: 'another program holds a lock on it',
  6: 'a table is locked',
  7: 'there is not enough memory',
  8: 'it is read-only',
  10: 'reading or writing the disk failed',
  11: 'the file is damaged',
  13: 'the disk is full',
  14: 'the file cannot be opened',
  15: 'the locking protocol failed',
  23: 'access was refused',
  26: 'the file is not a SQLite database',
};

/** Locks and a full disk pass by themselves; after anything else the connection is closed and opened anew. */
const passing: ReadonlySet<number> = new Set([5, 6, 13]);

/** No waiting mends these. */
const damage: ReadonlySet<number> = new Set([11, 26]);

/** SQLite's primary result code, undefined for any other error. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number')
    return undefined;
  return error.errcode & 0xff;
}

/** The disk, the file or its locks are at fault, not the operation. */
export function isUnavailable(error: unknown): boolean {
  const code = sqliteCode(error);
  return code !== undefined && unavailable[code] !== undefined;
}

export function isConnectionLost(error: unknown): boolean {
  const code = sqliteCode(error);
  return code !== undefined && isUnavailable(error) && !passing.has(code);
}

/** What the disk, the file or its locks refuse becomes `store-unavailable`, damage `store-damaged`; a fault of our own stays what it is. */
export function translateSqliteError(error: unknown, path: string): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if (error instanceof MiddlewatchError) return error;
  const code = sqliteCode(error);
  const words = code === undefined ? fileSystemWords(error) : unavailable[code];
  if (words === undefined) return error;
  const damaged = code !== undefined && damage.has(code);
  const vendor = code === undefined ? '' : ` (SQLite: ${error.message})`;
  return new MiddlewatchError(damaged ? 'store-damaged' : 'store-unavailable', `${path}: ${words}${vendor}`, {
    cause: error,
  });
}

/** Node's errors of opening files and folders: `EACCES: permission denied, open '…'`. */
function fileSystemWords(error: Error): string | undefined {
  return 'syscall' in error && 'errno' in error ? error.message : undefined;
}

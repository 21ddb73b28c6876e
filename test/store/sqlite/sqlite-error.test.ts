import { expect, test } from 'vitest';
import { MiddlewatchError } from '../../../src/errors/middlewatch-error.ts';
import {
  isConnectionLost,
  isUnavailable,
  translateSqliteError,
} from '../../../src/store/sqlite/sqlite-error.ts';

const sqliteError = (errcode: number) => Object.assign(new Error('vendor words'), { errcode });

test.each([
  [5, 'lock', false],
  [13, 'full', false],
  [8, 'read-only', true],
  [10, 'disk failed', true],
  [10 | (3 << 8), 'disk failed', true],
  [11, 'damaged', true],
  [14, 'opened', true],
  [26, 'not a SQLite database', true],
])('code %i is unavailable and says "%s"; a new connection helps: %s', (code, words, lost) => {
  const error = sqliteError(code);
  expect(translateSqliteError(error, '/data/x.db')).toMatchObject({
    // No waiting mends damage.
    ...(words === 'damaged' || words === 'not a SQLite database'
      ? { code: 'store-damaged', retryable: false }
      : { code: 'store-unavailable', retryable: true }),
    message: expect.stringMatching(new RegExp(`/data/x\\.db: .*${words}.*vendor words`)),
    cause: error,
  });
  expect(isUnavailable(error)).toBe(true);
  expect(isConnectionLost(error)).toBe(lost);
});

test('a fault of our own SQL, or anything else, stays what it is', () => {
  for (const error of [
    sqliteError(1),
    sqliteError(19),
    new TypeError('ours'),
    new MiddlewatchError('store-newer', ''),
  ]) {
    expect(translateSqliteError(error, 'x')).toBe(error);
    expect(isUnavailable(error)).toBe(false);
  }
  expect(translateSqliteError('thrown text', 'x').message).toBe('thrown text');
});

test('what the file system refuses is unavailable too', () => {
  const refused = Object.assign(new Error('EACCES: permission denied'), { errno: -13, syscall: 'open' });
  expect(translateSqliteError(refused, 'x')).toMatchObject({ code: 'store-unavailable' });
});

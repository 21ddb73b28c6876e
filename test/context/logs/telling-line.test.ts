import { describe, expect, it } from 'vitest';
import { logLines } from '../../../src/context/logs/log-lines.ts';
import { tellingLine } from '../../../src/context/logs/telling-line.ts';

describe('tellingLine', () => {
  it.each([
    [
      'a Go panic: the first line',
      ['start', 'panic: no db', 'goroutine 1 [running]:', 'panic: again'],
      'panic: no db',
    ],
    [
      'a Java trace: the root cause',
      [
        'Exception in thread "main" a.B: x',
        '\tat a.b',
        'Caused by: java.io.IOException: disk full',
        '\tat c',
      ],
      'Caused by: java.io.IOException: disk full',
    ],
    [
      'a Python trace: its end',
      ['Traceback (most recent call last):', '  File "x"', "KeyError: 'DB_URL'"],
      "KeyError: 'DB_URL'",
    ],
    [
      'a structured error',
      ['{"level":"info","msg":"up"}', '{"level":"error","msg":"no route"}', '{"level":"info","msg":"bye"}'],
      '{"level":"error","msg":"no route"}',
    ],
    ['logfmt', ['level=info msg=up', 'level=error msg="cannot bind"'], 'level=error msg="cannot bind"'],
    [
      'plain words',
      ['listening', 'dial tcp db:5432: connect: connection refused', 'exiting'],
      'dial tcp db:5432: connect: connection refused',
    ],
    ['nothing', ['listening on 8080', 'GET / 200'], undefined],
  ])('%s', (_name, lines, telling) => {
    expect(tellingLine(lines)).toBe(telling);
  });
});

describe('logLines', () => {
  it('takes colours, control characters and direction marks out, and caps lines', () => {
    const text = `\u001b[31mred\u001b[0m\r\nbell\u0007 \u202eevil\n\n${'x'.repeat(2000)}\n[ERROR] kept\n`;
    expect(logLines(text, 50)).toEqual(['red', 'bell evil', `${'x'.repeat(499)}…`, '[ERROR] kept']);
    expect(logLines(text, 1)).toEqual(['[ERROR] kept']);
  });

  it('redacts before it cuts: a key may span lines', () => {
    const key = `-----BEGIN PRIVATE KEY-----\n${'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n'.repeat(60)}-----END PRIVATE KEY-----\nlast`;
    expect(logLines(key, 20)).toEqual(['[redacted]', 'last']);
  });
});

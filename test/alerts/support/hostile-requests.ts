import { connect } from 'node:net';

const host = 'Host: bot\r\n';
const path = 'POST /webhooks/alertmanager HTTP/1.1\r\n';
const token = 'Authorization: Bearer right\r\n';

/** Requests that break HTTP itself, with what must come of each. `silent`: the server closes without a word, or waits for its deadline. */
export const hostileRequests: readonly { name: string; text: string; expected: RegExp | 'silent' }[] = [
  {
    name: 'a length that is too short',
    text: `${path}${host}${token}Content-Length: 1\r\n\r\n{"version":"4"}`,
    expected: /^HTTP\/1\.1 400 /,
  },
  {
    name: 'two lengths',
    text: `${path}${host}${token}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x`,
    expected: /^HTTP\/1\.1 400 /,
  },
  {
    name: 'a negative length',
    text: `${path}${host}${token}Content-Length: -1\r\n\r\n`,
    expected: /^HTTP\/1\.1 400 /,
  },
  {
    name: 'length and chunks',
    text: `${path}${host}${token}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    expected: /^HTTP\/1\.1 400 /,
  },
  {
    name: 'a chunk that is no number',
    text: `${path}${host}${token}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`,
    expected: /^HTTP\/1\.1 400 /,
  },
  {
    name: 'no such method',
    text: `BREW /webhooks/alertmanager HTTP/1.1\r\n${host}\r\n`,
    expected: /^HTTP\/1\.1 400 /,
  },
  {
    name: 'a header of 100 kB',
    text: `${path}${host}${token}X-Long: ${'x'.repeat(100_000)}\r\n\r\n`,
    expected: /^HTTP\/1\.1 431 /,
  },
  { name: 'no host', text: `${path}${token}Content-Length: 2\r\n\r\n{}`, expected: /^HTTP\/1\.1 400 / },
  {
    name: 'a header with a line break',
    text: `${path}${host}Authorization: Bearer ri\nght\r\nContent-Length: 2\r\n\r\n{}`,
    expected: /^HTTP\/1\.1 (400|401) /,
  },
  {
    name: 'TLS on the plain port',
    text: '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
    expected: /^HTTP\/1\.1 400 /,
  },
  {
    name: 'a GET',
    text: `GET /webhooks/alertmanager HTTP/1.1\r\n${host}Connection: close\r\n\r\n`,
    expected: /^HTTP\/1\.1 404 /,
  },
  {
    name: 'a path that climbs',
    text: `POST /webhooks/../livez/%2e%2e HTTP/1.1\r\n${host}${token}Content-Length: 2\r\nConnection: close\r\n\r\n{}`,
    expected: /^HTTP\/1\.1 404 /,
  },
  {
    name: 'a length far beyond the limit',
    text: `${path}${host}${token}Content-Length: 99999999999\r\n\r\n{}`,
    expected: /^HTTP\/1\.1 413 /,
  },
  {
    name: 'a body that never comes',
    text: `${path}${host}${token}Content-Length: 50\r\n\r\n{`,
    expected: /^HTTP\/1\.1 503 /,
  },
];

/** Sends bytes as they are, and gives what came until the server closed, at most 5 s. */
export async function sendRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect({ host: '127.0.0.1', port }, () => socket.write(Buffer.from(text, 'latin1')));
    const timer = setTimeout(() => socket.destroy(), 5_000);
    socket.on('data', (piece) => (answer += piece.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(answer);
    });
  });
}

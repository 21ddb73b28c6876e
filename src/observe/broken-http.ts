import type { Socket } from 'node:net';

/** What Node's parser says, in words; by the code of its error (https://github.com/nodejs/llhttp, and node:http's own). */
const sentences: Readonly<Record<string, string>> = {
  HPE_UNEXPECTED_CONTENT_LENGTH: 'Two lengths, or a length and chunks: send one Content-Length',
  HPE_INVALID_CONTENT_LENGTH: 'Content-Length is no number of bytes',
  HPE_INVALID_CHUNK_SIZE: 'A chunk does not begin with its size',
  HPE_INVALID_TRANSFER_ENCODING: 'Transfer-Encoding is not understood: send a Content-Length',
  HPE_INVALID_METHOD: 'This is no HTTP request; if it is TLS, this port speaks plain HTTP',
  HPE_INVALID_HEADER_TOKEN: 'A header holds a character that it may not hold',
  HPE_HEADER_OVERFLOW: 'The headers are too large',
  ERR_HTTP_REQUEST_TIMEOUT: 'The request did not arrive in time',
};

const statusLines: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** Answers what breaks HTTP itself with a sentence that names the fault, and closes the connection. */
export function answerBrokenHttp(error: NodeJS.ErrnoException, socket: Socket): void {
  const code = error.code ?? '';
  // Gone already, or there is nobody to answer.
  if (code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const message = sentences[code] ?? 'This is no HTTP request that could be read';
  const body = JSON.stringify({ error: 'broken-http', message });
  socket.end(
    `HTTP/1.1 ${statusLines[code] ?? '400 Bad Request'}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

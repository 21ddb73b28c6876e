import { BodyTooLargeError, readBody, sendText, type Exchange } from '../http/exchange.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import { maxUploadBytes } from './files.ts';

const boundaryOf = (contentType: string): string | undefined =>
  /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(contentType)?.[1];

/** The bytes of the first part of a multipart body; other bodies are the file itself. */
function fileBytes(contentType: string, body: Buffer): Buffer {
  const boundary = boundaryOf(contentType);
  if (boundary === undefined) return body;
  const start = body.indexOf('\r\n\r\n');
  const end = body.indexOf(`\r\n--${boundary}`, start);
  return start < 0 || end < 0 ? body : body.subarray(start + 4, end);
}

/** `POST /upload/<id>/<secret>`: the second step of an upload. */
export async function handleUpload(
  exchange: Exchange,
  id: string,
  secret: string,
  state: WorkspaceState,
): Promise<void> {
  const { request, response } = exchange;
  const upload = state.uploads.get(id);
  if (upload?.secret !== secret || upload.state === 'shared') {
    sendText(response, 404, 'no such upload');
    return;
  }
  try {
    const content = fileBytes(request.headers['content-type'] ?? '', await readBody(request, maxUploadBytes));
    state.uploads.set(id, {
      ...upload,
      content,
      state: 'uploaded',
      file: { ...upload.file, size: content.length },
    });
    sendText(response, 200, `OK - ${content.length}`);
  } catch (error) {
    if (!(error instanceof BodyTooLargeError)) throw error;
    sendText(response, 413, 'file too large');
  }
}

// Anything that a browser could run is shown as text: an uploaded file is untrusted.
const shownAs = (mimetype: string): string =>
  /^image\/(png|jpeg|gif)$/.test(mimetype) ? mimetype : 'text/plain; charset=utf-8';

/** `GET /files/<id>`, for the page. */
export function handleDownload(exchange: Exchange, id: string, state: WorkspaceState): void {
  const upload = state.uploads.get(id);
  if (upload === undefined || upload.state === 'awaited') {
    sendText(exchange.response, 404, 'no such file');
    return;
  }
  exchange.response.writeHead(200, {
    'content-type': shownAs(upload.file.mimetype),
    'content-length': upload.content.length,
    'x-content-type-options': 'nosniff',
  });
  exchange.response.end(upload.content);
}

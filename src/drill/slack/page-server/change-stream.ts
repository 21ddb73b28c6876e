import type { Exchange } from '../http/exchange.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';

/** A storm of changes becomes at most one notification in this time. */
const coalesceMs = 40;

/** Server-sent events: one `change` whenever the workspace changed; the page then asks for a new snapshot. */
export function openChangeStream(
  { request, response }: Exchange,
  state: WorkspaceState,
  signal: AbortSignal,
): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.write('retry: 1000\nevent: change\ndata: {}\n\n');
  let timer: NodeJS.Timeout | undefined;
  const stop = state.changes.onChange(() => {
    timer ??= setTimeout(() => {
      timer = undefined;
      response.write('event: change\ndata: {}\n\n');
    }, coalesceMs);
  });
  const end = (): void => {
    stop();
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
    response.end();
  };
  signal.addEventListener('abort', end);
  request.on('close', end);
}

import { handleResponseUrl } from '../delivery/response-url.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import { handleApiRequest, type ApiRequestRules } from '../web-api/handle-api-request.ts';
import { handleDownload, handleUpload } from '../web-api/handle-file-request.ts';
import { sendJson, type Exchange } from './exchange.ts';

export type Routes = {
  readonly state: WorkspaceState;
  readonly api: ApiRequestRules;
  /** Everything else: the page. */
  readonly page: (exchange: Exchange) => void | Promise<void>;
};

/** Sends a request to what answers it. */
export async function route(exchange: Exchange, routes: Routes): Promise<void> {
  const { state } = routes;
  const [, room = '', one = '', two = '', three = ''] = exchange.url.pathname.split('/');
  const isPost = exchange.request.method === 'POST';
  // Slack answers GET for reading methods too.
  if (room === 'api') await handleApiRequest(exchange, decodeURIComponent(one), routes.api);
  else if (room === 'actions' && isPost) await handleResponseUrl(exchange, `${two}/${three}`, state);
  else if (room === 'upload' && isPost) await handleUpload(exchange, one, two, state);
  else if (room === 'files') handleDownload(exchange, one, state);
  else if (room === 'actions' || room === 'upload')
    sendJson(exchange.response, 405, { ok: false, error: 'method_not_allowed' });
  else await routes.page(exchange);
}

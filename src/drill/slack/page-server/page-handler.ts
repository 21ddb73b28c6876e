import { isObject } from '../blocks/rule.ts';
import { readBody, sendJson, sendText, type Exchange } from '../http/exchange.ts';
import { findChannel, type PersonState, type WorkspaceState } from '../state/workspace-state.ts';
import type { Person } from '../workspace-handle.ts';
import { openChangeStream } from './change-stream.ts';
import { performAct, type Act } from './perform-act.ts';
import { createSnapshot } from './snapshot.ts';
import { sendPageFile } from './static-files.ts';

export type PageParts = {
  readonly state: WorkspaceState;
  readonly people: readonly Person[];
  readonly signal: AbortSignal;
  readonly start: (scenario: string) => Promise<void>;
};

const maxBodyBytes = 256 * 1024;

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function ownPerson(state: WorkspaceState, name: string | null): PersonState {
  const person = state.people.find((candidate) => candidate.name === name) ?? state.people[0];
  if (person === undefined) throw new Error('the workspace has no people');
  return person;
}

function sendSnapshot({ response, url }: Exchange, state: WorkspaceState): void {
  const person = ownPerson(state, url.searchParams.get('person'));
  const channel = findChannel(state, url.searchParams.get('channel') ?? '') ?? state.channels[0];
  if (channel === undefined) {
    sendJson(response, 404, { error: 'the workspace has no channels' });
    return;
  }
  const thread = url.searchParams.get('thread') ?? undefined;
  sendJson(response, 200, createSnapshot(state, { person, channel, thread }), {
    'cache-control': 'no-store',
  });
}

// Only the page itself may act: a form of another site can neither send JSON nor bear our origin.
function isOwnRequest({ request }: Exchange, state: WorkspaceState): boolean {
  const { origin, host } = request.headers;
  const isOwnOrigin = origin === undefined || origin === state.baseUrl || origin === `http://${host ?? ''}`;
  return isOwnOrigin && request.headers['content-type']?.startsWith('application/json') === true;
}

async function receive(exchange: Exchange, parts: PageParts, room: string): Promise<void> {
  const { response } = exchange;
  if (!isOwnRequest(exchange, parts.state)) {
    sendText(response, 403, 'only the page itself may do this');
    return;
  }
  try {
    const body: unknown = JSON.parse((await readBody(exchange.request, maxBodyBytes)).toString('utf8'));
    if (!isObject(body)) throw new Error('the page sent no object');
    if (room === 'start') {
      await parts.start(String(body['scenario']));
      sendJson(response, 200, { outcome: 'acknowledged' });
      return;
    }
    const own = ownPerson(parts.state, typeof body['person'] === 'string' ? body['person'] : null);
    const person = parts.people.find((candidate) => candidate.id === own.id);
    if (person === undefined || typeof body['kind'] !== 'string') throw new Error('the page sent no act');
    sendJson(response, 200, await performAct(parts.state, person, own, body as Act));
  } catch (error) {
    sendJson(response, 200, { outcome: 'not_sent', error: message(error) });
  }
}

/** `/archives/C…/p1700000000000100` → the page with that message in sight. */
function sendPermalink({ response, url }: Exchange): void {
  const [, , channel = '', packed = ''] = url.pathname.split('/');
  const ts = packed.replace(/^p(\d+)(\d{6})$/, '$1.$2');
  const thread = url.searchParams.get('thread_ts');
  const place = new URLSearchParams({ channel, message: ts, ...(thread === null ? {} : { thread }) });
  response.writeHead(302, { location: `/#${place.toString()}` });
  response.end();
}

/** Serves the page on which a person sees and uses the workspace. */
export function createPageHandler(parts: PageParts): (exchange: Exchange) => Promise<void> {
  return async (exchange) => {
    const [, room = '', name = ''] = exchange.url.pathname.split('/');
    const isPost = exchange.request.method === 'POST';
    if (isPost && (room === 'act' || room === 'start')) await receive(exchange, parts, room);
    else if (isPost) sendText(exchange.response, 404, 'no such address');
    else if (room === 'snapshot') sendSnapshot(exchange, parts.state);
    else if (room === 'changes') openChangeStream(exchange, parts.state, parts.signal);
    else if (room === 'archives') sendPermalink(exchange);
    else if (room === '' || room === 'index.html') await sendPageFile(exchange, 'index.html');
    else if (room === 'page') await sendPageFile(exchange, name);
    else sendText(exchange.response, 404, 'no such address');
  };
}

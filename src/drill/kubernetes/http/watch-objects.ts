import type { KubeObject } from '../kube-object.ts';
import type { StoreChange } from '../registry/object-store.ts';
import { apiVersionOf } from '../resources/resource-definition.ts';
import { expired } from '../errors/api-errors.ts';
import type { Exchange } from './exchange.ts';
import { versionFault, wholeNumber } from './query-parameters.ts';
import { StatusError } from '../errors/status-error.ts';
import { selectorTest } from './list-objects.ts';

/** The API server ends a watch without timeoutSeconds after 30 to 60 minutes; here after 30. */
const defaultTimeoutSeconds = 1800;
/** Bookmarks come about once a minute, and just before the end (apiserver storage/cacher). */
const bookmarkEveryMs = 60_000;

interface WatchEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  object: unknown;
}

/** How a change looks through a selector: an object that begins to match is added, one that stops to match is deleted. */
function seenThrough(change: StoreChange, matches: (object: KubeObject) => boolean): WatchEvent | undefined {
  const before = change.before !== undefined && matches(change.before);
  if (change.type === 'DELETED') return before ? { type: 'DELETED', object: change.object } : undefined;
  const after = matches(change.object);
  if (after) return { type: before ? 'MODIFIED' : 'ADDED', object: change.object };
  if (!before) return undefined;
  // The last state that matched, under the version of the change that made it stop.
  const metadata = { ...change.before?.metadata, resourceVersion: change.object.metadata.resourceVersion };
  return { type: 'DELETED', object: { ...change.before, metadata } };
}

/** Answers `?watch=true` with one JSON event a line until the client leaves, the time is up or `closed` is called. */
export class WatchHandler {
  readonly #open = new Set<() => void>();

  handle(exchange: Exchange): { streamed: number } {
    const { info, definition, registry, response, target } = exchange;
    const fault = versionFault(info.query);
    if (fault !== undefined) throw new StatusError(500, { message: fault });
    const matchesSelector = selectorTest(exchange);
    const matches = (object: KubeObject): boolean =>
      (!definition.namespaced || target.namespace === '' || object.metadata.namespace === target.namespace) &&
      (target.name === '' || object.metadata.name === target.name) &&
      matchesSelector(object);
    const seconds = wholeNumber(info.query, 'timeoutSeconds') ?? defaultTimeoutSeconds;
    response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache, private' });
    response.flushHeaders();
    const send = (event: WatchEvent): void => {
      response.write(`${JSON.stringify(event)}\n`);
    };
    const asked = info.query.get('resourceVersion') ?? '';
    const initial = info.query.get('sendInitialEvents') === 'true' || asked === '' || asked === '0';
    if (!initial && Number(asked) < registry.store.forgottenVersion) {
      const { status } = expired(`too old resource version: ${asked} (${registry.store.forgottenVersion})`);
      send({ type: 'ERROR', object: status });
      response.end();
      return { streamed: 200 };
    }
    const bookmark = (annotations?: Record<string, string>): void => {
      const metadata = {
        resourceVersion: String(registry.store.version),
        ...(annotations ? { annotations } : {}),
      };
      send({
        type: 'BOOKMARK',
        object: { kind: definition.kind, apiVersion: apiVersionOf(definition), metadata },
      });
    };
    if (initial) {
      for (const object of registry.store.list(definition))
        if (matches(object)) send({ type: 'ADDED', object });
      if (info.query.get('sendInitialEvents') === 'true') bookmark({ 'k8s.io/initial-events-end': 'true' });
    } else {
      for (const change of registry.store.changesSince(Number(asked))) {
        const event = change.definition === definition ? seenThrough(change, matches) : undefined;
        if (event) send(event);
      }
    }
    const stopListening = registry.store.onChange((change) => {
      const event = change.definition === definition ? seenThrough(change, matches) : undefined;
      if (event) send(event);
    });
    const bookmarks = info.query.get('allowWatchBookmarks') === 'true';
    const ticking = bookmarks ? setInterval(() => bookmark(), bookmarkEveryMs) : undefined;

    const finish = (): void => {
      stopListening();
      clearInterval(ticking);
      clearTimeout(timeout);
      this.#open.delete(finish);
      if (!response.writableEnded && !response.destroyed) response.end();
    };
    const timeout = setTimeout(() => {
      if (bookmarks) bookmark();
      finish();
    }, seconds * 1000);
    this.#open.add(finish);
    response.on('close', finish);
    return { streamed: 200 };
  }

  /** Ends all open watches. */
  closeAll(): void {
    for (const finish of [...this.#open]) finish();
  }
}

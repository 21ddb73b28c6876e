import * as errors from '../errors/api-errors.ts';
import { findResource } from '../resources/resource-table.ts';
import { reviewAccess, reviewSelf, reviewTypes } from './access-review.ts';
import { isServed } from './discovery.ts';
import { createObject } from './create-object.ts';
import { deleteCollection, deleteOne } from './delete-object.ts';
import { evictPod } from './evict-pod.ts';
import type { Answer, Exchange, Handler } from './exchange.ts';
import type { ListHandler } from './list-objects.ts';
import { patchObject } from './patch-object.ts';
import { podLog, type LogSource } from './pod-log.ts';
import { scaleSubresource } from './scale-subresource.ts';
import { updateObject } from './update-object.ts';
import type { WatchHandler } from './watch-objects.ts';

/** The handlers that keep something between requests. */
export interface Handlers {
  lists: ListHandler;
  watches: WatchHandler;
  logs: LogSource;
}

function getObject({ registry, definition, target }: Exchange): Answer {
  const namespace = definition.namespaced ? target.namespace : '';
  return { code: 200, body: registry.get(definition, namespace, target.name) };
}

function mainHandler(verb: string, handlers: Handlers): Handler | undefined {
  const table: Record<string, Handler> = {
    get: getObject,
    list: (exchange) => handlers.lists.handle(exchange),
    watch: (exchange) => handlers.watches.handle(exchange),
    create: createObject,
    update: updateObject,
    patch: patchObject,
    delete: deleteOne,
    deletecollection: deleteCollection,
  };
  return table[verb];
}

function subresourceHandler(exchange: Exchange, handlers: Handlers): Handler | undefined {
  const { verb } = exchange.info;
  switch (exchange.target.subresource) {
    case 'status':
      return { get: getObject, update: updateObject, patch: patchObject }[verb];
    case 'scale':
      return { get: scaleSubresource, update: scaleSubresource, patch: scaleSubresource }[verb];
    case 'eviction':
      return verb === 'create' ? evictPod : undefined;
    case 'log':
      return verb === 'get' ? (one) => podLog(one, handlers.logs) : undefined;
    default:
      return undefined;
  }
}

/** @throws StatusError 404 for an unknown subresource, 405 for a verb that is not there. */
function handlerFor(exchange: Exchange, handlers: Handlers): Handler {
  const { target, info, definition } = exchange;
  if (target.subresource !== '') {
    if (!definition.subresources.some(({ name }) => name === target.subresource))
      throw errors.unknownResource();
    const handler = subresourceHandler(exchange, handlers);
    if (handler === undefined) throw errors.methodNotAllowed();
    return handler;
  }
  // POST names its object in the body, everything else but lists in the path.
  const misplaced =
    info.verb === 'create'
      ? target.name !== '' || (definition.namespaced && target.namespace === '')
      : (info.verb === 'update' || info.verb === 'patch') && target.name === '';
  const handler = definition.verbs.includes(info.verb) ? mainHandler(info.verb, handlers) : undefined;
  if (handler === undefined || misplaced) throw errors.methodNotAllowed();
  return handler;
}

/**
 * Answers an allowed request.
 * @throws StatusError 404 for what is no resource, 405 for a verb that it does not have.
 */
export async function routeRequest(
  exchange: Omit<Exchange, 'definition'>,
  handlers: Handlers,
): Promise<Answer | { streamed: number }> {
  const { target } = exchange;
  const review = reviewTypes.find(({ resource }) => resource === target.resource);
  if (target.group === 'authentication.k8s.io' && target.resource === 'selfsubjectreviews')
    return reviewSelf(exchange);
  if (target.group === 'authorization.k8s.io' && review) return reviewAccess(exchange, review.kind);
  // A group that nobody serves has no handler at all: the answer is plain text.
  if (!isServed(target.group)) return { code: 404, body: '404 page not found\n' };
  const definition = findResource(target.group, target.resource);
  if (definition === undefined || definition.version !== target.version) throw errors.unknownResource();
  const full: Exchange = { ...exchange, definition };
  if (definition.warning !== undefined) exchange.warnings.push(definition.warning);
  return handlerFor(full, handlers)(full);
}

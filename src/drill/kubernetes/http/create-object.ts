import type { Answer, Exchange } from './exchange.ts';
import { checkIdentity, readObject } from './read-object.ts';
import { readWriteParameters } from './write-parameters.ts';

/** POST on a collection. */
export function createObject(exchange: Exchange): Answer {
  const parameters = readWriteParameters(exchange, 'CreateOptions');
  const object = readObject(exchange, exchange.definition, parameters);
  checkIdentity(exchange, object.metadata);
  const created = exchange.registry.create(
    exchange.definition,
    exchange.definition.namespaced ? exchange.target.namespace : '',
    object,
    parameters.context,
  );
  return { code: 201, body: created };
}

import { StatusError } from '../errors/status-error.ts';
import type { Answer, Exchange } from './exchange.ts';
import { checkIdentity, readObject } from './read-object.ts';
import { readWriteParameters } from './write-parameters.ts';

/** PUT on an object or its status. Some resources are created when they are not there. */
export function updateObject(exchange: Exchange): Answer {
  const { definition, registry, target } = exchange;
  const parameters = readWriteParameters(exchange, 'UpdateOptions');
  const object = readObject(exchange, definition, parameters);
  checkIdentity(exchange, object.metadata);
  const namespace = definition.namespaced ? target.namespace : '';
  const { uid } = object.metadata;
  const context = {
    ...parameters.context,
    ...(target.subresource === 'status' ? { subresource: 'status' as const } : {}),
    ...(typeof uid === 'string' && uid !== '' ? { expectedUid: uid } : {}),
  };
  try {
    return {
      code: 200,
      body: registry.update(definition, namespace, target.name, () => object, context),
    };
  } catch (error) {
    const missing = error instanceof StatusError && error.code === 404;
    if (!missing || !definition.createOnUpdate || target.subresource !== '') throw error;
    return { code: 201, body: registry.create(definition, namespace, object, parameters.context) };
  }
}

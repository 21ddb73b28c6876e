import { apiVersionOf } from '../resources/resource-definition.ts';
import type { Answer, Exchange } from './exchange.ts';
import { readPatch } from './patch-body.ts';
import { checkIdentity } from './read-object.ts';
import { readWriteParameters } from './write-parameters.ts';

/** PATCH on an object or its status. */
export function patchObject(exchange: Exchange): Answer {
  const { definition, registry, target } = exchange;
  const parameters = readWriteParameters(exchange, 'PatchOptions');
  const patch = readPatch(exchange, { ...definition, apiVersion: apiVersionOf(definition) }, parameters);
  const context = {
    ...parameters.context,
    ...(target.subresource === 'status' ? { subresource: 'status' as const } : {}),
  };
  const change = (current: unknown): unknown => {
    const patched = patch(current) as { metadata?: Record<string, unknown> };
    checkIdentity(exchange, patched.metadata ?? {});
    return patched;
  };
  const namespace = definition.namespaced ? target.namespace : '';
  const body = registry.update(definition, namespace, target.name, change, context);
  return { code: 200, body };
}

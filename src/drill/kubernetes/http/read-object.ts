import * as errors from '../errors/api-errors.ts';
import { apiVersionOf, type ResourceDefinition } from '../resources/resource-definition.ts';
import { findKind } from '../resources/resource-table.ts';
import { decodeObject, DecodeError } from '../schema/decode-object.ts';
import type { Exchange } from './exchange.ts';
import { parseObject } from './read-body.ts';
import type { WriteParameters } from './write-parameters.ts';

type ObjectType = Pick<ResourceDefinition, 'group' | 'version' | 'kind' | 'schema'>;

/** A body that was read. */
export type ReadObject = Record<string, unknown> & { metadata: Record<string, unknown> };

function checkType(value: Record<string, unknown>, type: ObjectType): void {
  const expected = apiVersionOf(type);
  const { apiVersion = '', kind = '' } = value as { apiVersion?: string; kind?: string };
  const known = kind !== '' && kind !== type.kind ? findKind(apiVersion, kind) : undefined;
  if (known) {
    // The server reads what it was sent, then fails to turn it into what the path is about.
    const from = `v1.${kind}`;
    const into = `${type.group === '' ? 'core' : (type.group.split('.')[0] ?? '')}.${type.kind}`;
    throw errors.badRequest(
      `${kind} in version "${known.version}" cannot be handled as a ${type.kind}: converting (${from}) to (${into}): unknown conversion`,
    );
  }
  if (kind !== '' && kind !== type.kind) {
    throw errors.badRequest(
      `no kind "${kind}" is registered for version "${apiVersion}" in scheme "k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30"`,
    );
  }
  if (apiVersion !== '' && apiVersion !== expected) {
    throw errors.badRequest(
      `the API version in the data (${apiVersion}) does not match the expected API version (${expected})`,
    );
  }
}

/**
 * Reads the body of a create or a full update as the given type.
 * @throws StatusError 400 with the API server's words for a wrong type, 415.
 */
export function readObject(exchange: Exchange, type: ObjectType, parameters: WriteParameters): ReadObject {
  const unrecognized = `the object provided is unrecognized (must be of type ${type.kind}): couldn't get version/kind; json parse error: `;
  if (exchange.body === '') throw errors.badRequest(`${unrecognized}unexpected end of JSON input (<empty>)`);
  const value = parseObject(exchange.body, exchange.contentType, unrecognized);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const bytes = Buffer.from(exchange.body).toString('hex');
    const into =
      'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';
    throw errors.badRequest(
      `${unrecognized}json: cannot unmarshal array into Go value of type ${into} (${bytes})`,
    );
  }
  checkType(value as Record<string, unknown>, type);
  try {
    const { object, unknownFields } = decodeObject(type.schema, value);
    const texts = unknownFields.map((field) => `unknown field "${field}"`);
    if (texts.length > 0 && parameters.fieldValidation === 'Strict') {
      throw errors.badRequest(
        `${type.kind} in version "${type.version}" cannot be handled as a ${type.kind}: strict decoding error: ${texts.join(', ')}`,
      );
    }
    if (parameters.fieldValidation === 'Warn') exchange.warnings.push(...texts);
    return object as ReadObject;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw errors.badRequest(
      `${type.kind} in version "${type.version}" cannot be handled as a ${type.kind}: ${error.message}`,
    );
  }
}

/** The namespace and the name in a body must be those of the path; absent ones are filled in. @throws StatusError 400 */
export function checkIdentity(exchange: Exchange, metadata: Record<string, unknown>): void {
  const { target, definition } = exchange;
  if (definition.namespaced && target.namespace !== '') metadata['namespace'] ??= target.namespace;
  if (target.name !== '') metadata['name'] ??= target.name;
  const { namespace, name } = metadata;
  if (
    definition.namespaced &&
    typeof namespace === 'string' &&
    namespace !== '' &&
    namespace !== target.namespace
  ) {
    throw errors.badRequest(
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  }
  if (target.name !== '' && typeof name === 'string' && name !== '' && name !== target.name) {
    throw errors.badRequest(
      `the name of the object (${name}) does not match the name on the URL (${target.name})`,
    );
  }
}

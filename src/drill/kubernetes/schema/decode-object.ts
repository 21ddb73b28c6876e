import { goKind } from '../errors/go-text.ts';
import { structFields, type FieldSchema, type ScalarName, type TypeSchema } from './field-schema.ts';

/** The value cannot be read as the API type; the message is the one of Go's JSON decoder. */
export class DecodeError extends Error {
  override name = 'DecodeError';
  /** The words for the same fault when a strategic merge patch led to it. */
  readonly afterMerge: string;

  constructor(message: string, afterMerge = message) {
    super(message);
    this.afterMerge = afterMerge;
  }
}

export interface Decoded {
  object: Record<string, unknown>;
  /** Paths of fields that the API does not know, such as `spec.replica`; they are dropped, as the API server drops them. */
  unknownFields: string[];
}

/**
 * Reads JSON as the API type would be read and written back: unknown fields are dropped, zero values are left out or
 * written as Go does it.
 * @throws DecodeError when a value has the wrong JSON type.
 */
export function decodeObject(typeName: string, value: unknown): Decoded {
  const unknownFields: string[] = [];
  const object = decodeStruct(typeName, value, { typeName, fields: '', path: '', unknownFields });
  return { object, unknownFields };
}

interface Place {
  /** The innermost struct type and the fields down to the value: both stand in Go's message. */
  typeName: string;
  fields: string;
  /** The same way with list indexes and map keys, for unknown fields. */
  path: string;
  unknownFields: string[];
}

function jsonTypeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value;
}

function mismatch(value: unknown, place: Place, goType: string): DecodeError {
  const json = typeof value === 'number' && goType.startsWith('int') ? `number ${value}` : jsonTypeOf(value);
  const struct = place.typeName.split('.').at(-1) ?? '';
  const whole =
    /^(\[\]|map\[)/.exec(goType)?.[0] === '[]' ? 'slice' : goType.startsWith('map[') ? 'map' : 'struct';
  const scalar = /^(u?int|float|string|bool)/.test(goType);
  return new DecodeError(
    `json: cannot unmarshal ${json} into Go struct field ${struct}.${place.fields} of type ${goType}`,
    scalar ? `unrecognized type: ${goType}` : `cannot restore ${whole} from: ${goKind(value)}`,
  );
}

function goTypeOf(type: TypeSchema): string {
  switch (type.kind) {
    case 'scalar':
      return (
        { bytes: '[]uint8', float: 'float64', quantity: 'resource.Quantity' }[type.name as string] ??
        type.name
      );
    case 'any':
      return 'runtime.RawExtension';
    case 'struct':
      return type.name.startsWith('meta.')
        ? type.name.replace('meta.', 'v1.')
        : `v1.${type.name.split('.').at(-1) ?? ''}`;
    case 'list':
      return `[]${goTypeOf(type.of)}`;
    case 'map':
      return `map[string]${goTypeOf(type.of)}`;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function decodeStruct(typeName: string, value: unknown, place: Place): Record<string, unknown> {
  if (!isRecord(value)) throw mismatch(value, place, goTypeOf({ kind: 'struct', name: typeName }));
  const fields = structFields(typeName);
  if (fields.has('$any')) return value;
  const found = new Map<string, unknown>();
  const decode = (name: string, schema: FieldSchema): unknown => {
    const join = (parent: string) => (parent === '' ? name : `${parent}.${name}`);
    const below = { ...place, typeName, path: join(place.path), fields: join(place.fields) };
    return decodeField(schema, value[name], below);
  };
  // First in the order of the document: so unknown fields are told in the API server's order.
  for (const key of Object.keys(value)) {
    const schema = fields.get(key);
    if (schema) found.set(key, decode(key, schema));
    else place.unknownFields.push(place.path === '' ? key : `${place.path}.${key}`);
  }
  const result: Record<string, unknown> = {};
  for (const [name, schema] of fields) {
    const decoded = found.has(name) ? found.get(name) : decode(name, schema);
    if (decoded !== undefined) result[name] = decoded;
  }
  return result;
}

function decodeField(schema: FieldSchema, value: unknown, place: Place): unknown {
  if (value === undefined || value === null) {
    if (schema.encoding === 'null') return null;
    return schema.encoding === 'zero' ? zeroOf(schema.type, place) : undefined;
  }
  const decoded = decodeValue(schema.type, value, place);
  if (schema.encoding === 'null' && (schema.type.kind === 'list' || schema.type.kind === 'map'))
    return decoded;
  return schema.encoding === 'omit' && isZero(decoded) ? undefined : decoded;
}

function zeroOf(type: TypeSchema, place: Place): unknown {
  if (type.kind === 'struct') return decodeStruct(type.name, {}, place);
  if (type.kind !== 'scalar') return null;
  if (type.name === 'bool') return false;
  return type.name === 'string' || type.name === 'bytes' || type.name === 'quantity' ? '' : 0;
}

function isZero(value: unknown): boolean {
  if (value === '' || value === 0 || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isRecord(value) && Object.keys(value).length === 0;
}

function decodeValue(type: TypeSchema, value: unknown, place: Place): unknown {
  switch (type.kind) {
    case 'any':
      return value;
    case 'scalar':
      return decodeScalar(type.name, value, place);
    case 'struct':
      return decodeStruct(type.name, value, place);
    case 'list':
      if (!Array.isArray(value)) throw mismatch(value, place, goTypeOf(type));
      return value.map((item: unknown, index) =>
        item === null && type.of.kind !== 'struct'
          ? zeroOf(type.of, place)
          : decodeValue(type.of, item ?? {}, { ...place, path: `${place.path}[${index}]` }),
      );
    case 'map': {
      if (!isRecord(value)) throw mismatch(value, place, goTypeOf(type));
      const entries = Object.entries(value).map(([key, item]): [string, unknown] => [
        key,
        item === null
          ? zeroOf(type.of, place)
          : decodeValue(type.of, item, { ...place, path: `${place.path}.${key}` }),
      ]);
      return Object.fromEntries(entries);
    }
  }
}

const quantityPattern = /^[+-]?(\d+(\.\d*)?|\.\d+)(([KMGTPE]i)|[numkMGTPE]|([eE][+-]?\d+))?$/;

function decodeScalar(name: ScalarName, value: unknown, place: Place): unknown {
  switch (name) {
    case 'bool':
      if (typeof value === 'boolean') return value;
      break;
    case 'int32':
    case 'int64':
      if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= limitOf(name))
        return value;
      break;
    case 'float':
      if (typeof value === 'number') return value;
      break;
    case 'intstr':
      if (typeof value === 'string' || (typeof value === 'number' && Number.isInteger(value))) return value;
      break;
    case 'quantity':
      if (typeof value === 'number') return String(value);
      if (typeof value === 'string') {
        if (quantityPattern.test(value.trim())) return value.trim();
        throw new DecodeError(
          "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        );
      }
      break;
    case 'time':
    case 'microtime':
      if (typeof value === 'string') {
        if (!Number.isNaN(Date.parse(value))) return value;
        throw new DecodeError(
          `parsing time ${JSON.stringify(value)} as "2006-01-02T15:04:05Z07:00": cannot parse`,
        );
      }
      break;
    case 'string':
    case 'bytes':
      if (typeof value === 'string') return value;
      break;
  }
  throw mismatch(value, place, goTypeOf({ kind: 'scalar', name }));
}

function limitOf(name: 'int32' | 'int64'): number {
  return name === 'int32' ? 2 ** 31 - 1 : Number.MAX_SAFE_INTEGER;
}

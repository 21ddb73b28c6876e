import schemaTable from './api-schema.json' with { type: 'json' };

/** A type of the Kubernetes API. Scalars keep their Go names, since error messages show them. */
export type TypeSchema =
  | { kind: 'scalar'; name: ScalarName }
  | { kind: 'any' }
  | { kind: 'struct'; name: string }
  | { kind: 'list'; of: TypeSchema }
  | { kind: 'map'; of: TypeSchema };

export type ScalarName =
  'string' | 'bytes' | 'bool' | 'int32' | 'int64' | 'float' | 'quantity' | 'intstr' | 'time' | 'microtime';

/** What the API knows about one field: its type, how patches merge it, and what Go's JSON encoding does with its zero value. */
export interface FieldSchema {
  type: TypeSchema;
  /** A strategic merge patch merges the list, by `mergeKey` when its items are objects. */
  mergeList: boolean;
  mergeKey: string | undefined;
  retainKeys: boolean;
  /** Keys that identify an item of an associative list in managedFields and server-side apply. */
  itemKeys: readonly string[] | undefined;
  /** A list whose items are a set (managedFields name its items by value). */
  set: boolean;
  /** Owned and replaced as a whole. */
  atomic: boolean;
  /** `omit`: the zero value is not written; `zero`: written even when it was not sent; `null`: likewise, as null. */
  encoding: 'keep' | 'omit' | 'zero' | 'null';
}

const scalarNames: ReadonlySet<string> = new Set([
  'string',
  'bytes',
  'bool',
  'int32',
  'int64',
  'float',
  'quantity',
  'intstr',
  'time',
  'microtime',
]);

/** `[]@v1.Container` → list of struct v1.Container; `{}string` → map to string. */
function parseType(text: string): TypeSchema {
  if (text.startsWith('[]')) return { kind: 'list', of: parseType(text.slice(2)) };
  if (text.startsWith('{}')) return { kind: 'map', of: parseType(text.slice(2)) };
  if (text.startsWith('@')) return { kind: 'struct', name: text.slice(1) };
  if (text === 'any') return { kind: 'any' };
  if (scalarNames.has(text)) return { kind: 'scalar', name: text as ScalarName };
  throw new Error(`api-schema.json: unknown type ${text}`);
}

function parseField(text: string): FieldSchema {
  const [typeText = 'any', ...flags] = text.split(' ');
  const valueOf = (name: string) => flags.find((flag) => flag.startsWith(`${name}=`))?.slice(name.length + 1);
  const encoding = (['omit', 'zero', 'null'] as const).find((flag) => flags.includes(flag)) ?? 'keep';
  return {
    type: parseType(typeText),
    mergeList: flags.some((flag) => flag === 'merge' || flag.startsWith('merge=')),
    mergeKey: valueOf('merge'),
    retainKeys: flags.includes('retainKeys'),
    itemKeys: valueOf('keys')?.split(','),
    set: flags.includes('set'),
    atomic: flags.includes('atomic'),
    encoding,
  };
}

const table: Record<string, Record<string, string>> = schemaTable;
const parsed = new Map<string, ReadonlyMap<string, FieldSchema>>();

/**
 * The fields of an API type such as `apps.DeploymentSpec` or `v1.Pod`. The table (`api-schema.json`) is derived from the
 * OpenAPI document and the Go types of Kubernetes 1.34 (Apache-2.0): types, patch strategies, list keys, zero values.
 */
export function structFields(name: string): ReadonlyMap<string, FieldSchema> {
  let fields = parsed.get(name);
  if (fields === undefined) {
    const texts = table[name];
    if (texts === undefined) throw new Error(`no schema for API type ${name}`);
    fields = new Map(Object.entries(texts).map(([field, text]) => [field, parseField(text)]));
    parsed.set(name, fields);
  }
  return fields;
}

import { equalJson } from '../schema/equal-json.ts';
import { structFields, type FieldSchema, type TypeSchema } from '../schema/field-schema.ts';
import type { JsonObject } from '../kube-object.ts';

/** Path elements in fieldsV1 notation: `f:spec`, `k:{"name":"app"}`, `v:"x"`. Joined by a zero byte they name one path. */
export type PathSet = Set<string>;

const separator = '\u0000';

/** Fields that belong to no manager. Source: apimachinery managedfields/internal/stripmeta.go. */
const unmanaged: ReadonlySet<string> = new Set(
  [
    ['f:apiVersion'],
    ['f:kind'],
    ['f:metadata'],
    ...[
      'name',
      'namespace',
      'uid',
      'creationTimestamp',
      'selfLink',
      'resourceVersion',
      'managedFields',
      'generation',
    ].map((field) => ['f:metadata', `f:${field}`]),
    ['f:metadata', 'f:deletionTimestamp'],
    ['f:metadata', 'f:deletionGracePeriodSeconds'],
  ].map((path) => path.join(separator)),
);

/** What a write did: paths that are new or have another value, and paths that are gone. */
export interface PathDifference {
  changed: PathSet;
  removed: PathSet;
}

/** Compares two decoded objects of an API type field by field, lists by their keys. */
export function comparePaths(structName: string, before: unknown, after: unknown): PathDifference {
  const difference: PathDifference = { changed: new Set(), removed: new Set() };
  compareStruct(structName, before, after, [], difference);
  for (const path of unmanaged) {
    difference.changed.delete(path);
    difference.removed.delete(path);
  }
  return difference;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mark(set: PathSet, path: readonly string[]): void {
  set.add(path.join(separator));
}

function compareStruct(
  structName: string,
  before: unknown,
  after: unknown,
  path: string[],
  out: PathDifference,
): void {
  const left = isRecord(before) ? before : {};
  const right = isRecord(after) ? after : {};
  for (const [field, schema] of structFields(structName)) {
    compareField(schema, left[field], right[field], [...path, `f:${field}`], out);
  }
}

function compareField(
  schema: FieldSchema,
  before: unknown,
  after: unknown,
  path: string[],
  out: PathDifference,
): void {
  if (before === after) return;
  const associative = schema.itemKeys !== undefined || schema.set;
  const divisible = schema.type.kind !== 'list' ? !schema.atomic : associative;
  if (!divisible) markWhole(before, after, path, out);
  else compareType(schema.type, before, after, path, { out, schema });
}

function markWhole(before: unknown, after: unknown, path: string[], out: PathDifference): void {
  if (equalJson(before, after)) return;
  mark(after === undefined ? out.removed : out.changed, path);
}

interface Walk {
  out: PathDifference;
  schema: FieldSchema | undefined;
}

function compareType(type: TypeSchema, before: unknown, after: unknown, path: string[], walk: Walk): void {
  if (type.kind === 'scalar' || type.kind === 'any') {
    markWhole(before, after, path, walk.out);
    return;
  }
  if (before === undefined && after !== undefined) mark(walk.out.changed, path);
  if (before !== undefined && after === undefined) mark(walk.out.removed, path);
  if (type.kind === 'struct') {
    if (structFields(type.name).has('$any')) markWhole(before, after, path, walk.out);
    else compareStruct(type.name, before, after, path, walk.out);
  } else {
    const left = type.kind === 'map' ? mapItems(before) : listItems(before, walk.schema);
    const right = type.kind === 'map' ? mapItems(after) : listItems(after, walk.schema);
    for (const key of new Set([...left.keys(), ...right.keys()])) {
      compareType(type.of, left.get(key), right.get(key), [...path, key], {
        out: walk.out,
        schema: undefined,
      });
    }
  }
}

function mapItems(value: unknown): Map<string, unknown> {
  return new Map(
    isRecord(value) ? Object.entries(value).map(([key, item]): [string, unknown] => [`f:${key}`, item]) : [],
  );
}

function listItems(value: unknown, schema: FieldSchema | undefined): Map<string, unknown> {
  if (!Array.isArray(value)) return new Map();
  return new Map(value.map((item: unknown): [string, unknown] => [itemElement(item, schema), item]));
}

function itemElement(item: unknown, schema: FieldSchema | undefined): string {
  if (schema?.itemKeys === undefined || !isRecord(item)) return `v:${JSON.stringify(item)}`;
  const keys = [...schema.itemKeys].sort().filter((key) => item[key] !== undefined);
  return `k:${JSON.stringify(Object.fromEntries(keys.map((key) => [key, item[key]])))}`;
}

/** Paths → the nested fieldsV1 form; `.` marks a path that is itself a member besides its children. */
export function toFieldsV1(paths: PathSet): JsonObject {
  const root: JsonObject = {};
  const nodes = [...paths].sort().map((path) => path.split(separator));
  for (const elements of nodes) {
    let node = root;
    for (const element of elements) {
      const next = node[element];
      const child: JsonObject = isRecord(next) ? next : {};
      node[element] = child;
      node = child;
    }
  }
  for (const elements of nodes) {
    let node = root;
    for (const element of elements) node = node[element] as JsonObject;
    if (Object.keys(node).length > 0) node['.'] = {};
  }
  return sortDots(root);
}

function sortDots(node: JsonObject): JsonObject {
  const entries = Object.entries(node).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([key, child]) => [key, sortDots(child as JsonObject)]));
}

/** The nested fieldsV1 form → paths. */
export function fromFieldsV1(fields: JsonObject): PathSet {
  const paths: PathSet = new Set();
  const walk = (node: JsonObject, path: string[]): void => {
    const children = Object.entries(node);
    if (path.length > 0 && (children.length === 0 || '.' in node)) mark(paths, path);
    for (const [key, child] of children) if (key !== '.') walk(child as JsonObject, [...path, key]);
  };
  walk(fields, []);
  return paths;
}

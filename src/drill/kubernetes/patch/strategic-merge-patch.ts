import { structFields, type FieldSchema } from '../schema/field-schema.ts';
import { goText } from '../errors/go-text.ts';
import { arrangeItems } from './arrange-items.ts';
import { PatchApplyError, PatchFormatError } from './json-patch.ts';

type JsonMap = Record<string, unknown>;

/** The patch contradicts the lists it is for; the API server answers 500 with the bare message. */
export class MergeError extends Error {
  override name = 'MergeError';
}

const directive = '$patch';
const deletePrefix = '$deleteFromPrimitiveList/';
const orderPrefix = '$setElementOrder/';
const retainKeys = '$retainKeys';

function isRecord(value: unknown): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fieldOf(structName: string | undefined, field: string): FieldSchema | undefined {
  return structName === undefined ? undefined : structFields(structName).get(field);
}

/** The struct below a field: of the field itself, or of the items of its list. */
function structBelow(schema: FieldSchema | undefined): string | undefined {
  const type = schema?.type;
  if (type?.kind === 'struct') return type.name;
  return type?.kind === 'list' && type.of.kind === 'struct' ? type.of.name : undefined;
}

/** Takes directives and nulls out of a value that is new in the document; undefined: the value itself was a directive. */
function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map((item: unknown) => withoutDirectives(item)).filter((item) => item !== undefined);
  }
  if (!isRecord(value)) return value;
  if (directive in value) return undefined;
  const entries = Object.entries(value)
    .filter(([key, item]) => item !== null && !key.startsWith('$'))
    .map(([key, item]): [string, unknown] => [key, withoutDirectives(item)])
    .filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries);
}

/**
 * Kubernetes' strategic merge patch: lists merge by the merge keys of the API type; `$patch: replace|delete`, `$retainKeys`,
 * `$setElementOrder/x` and `$deleteFromPrimitiveList/x` are understood. Returns a new document.
 * @param structName the API type of the document, such as `apps.Deployment`; undefined: nothing is known, lists are replaced.
 * @throws PatchFormatError, PatchApplyError
 */
export function applyStrategicMergePatch(
  document: JsonMap,
  patch: JsonMap,
  structName: string | undefined,
): JsonMap {
  const mode = patch[directive];
  if (mode === 'replace') return replaced(patch);
  if (mode === 'delete') return {};
  if (mode !== undefined)
    throw new MergeError(`unknown patch type: ${goText(mode)} in map: ${goText(patch)}`);
  const result: JsonMap = { ...document };
  keepOnly(result, patch);
  for (const [key, value] of Object.entries(patch)) {
    if (key === retainKeys || key.startsWith(orderPrefix)) continue;
    if (key.startsWith(deletePrefix)) deletePrimitives(result, key.slice(deletePrefix.length), value);
    else if (value === null) Reflect.deleteProperty(result, key);
    else
      mergeField(result, key, value, {
        schema: fieldOf(structName, key),
        order: patch[`${orderPrefix}${key}`],
      });
  }
  for (const [key, order] of Object.entries(patch)) {
    const field = key.startsWith(orderPrefix) ? key.slice(orderPrefix.length) : undefined;
    if (field === undefined || field in patch) continue;
    reorder(result, field, order, fieldOf(structName, field));
  }
  return result;
}

function replaced(patch: JsonMap): JsonMap {
  const rest = { ...patch };
  Reflect.deleteProperty(rest, directive);
  return withoutDirectives(rest) as JsonMap;
}

function keepOnly(result: JsonMap, patch: JsonMap): void {
  const keys = patch[retainKeys];
  if (keys === undefined) return;
  if (!Array.isArray(keys)) throw new PatchFormatError('invalid patch format of retainKeys');
  const unlisted = Object.entries(patch).some(
    ([key, value]) => value !== null && !key.startsWith('$') && !keys.includes(key),
  );
  if (unlisted) throw new PatchFormatError('invalid patch format of retainKeys');
  for (const key of Object.keys(result)) if (!keys.includes(key)) Reflect.deleteProperty(result, key);
}

function deletePrimitives(result: JsonMap, field: string, values: unknown): void {
  if (!Array.isArray(values)) throw new PatchFormatError('invalid patch format of primitive list');
  const current = result[field];
  if (Array.isArray(current)) result[field] = current.filter((item: unknown) => !values.includes(item));
}

function mergeField(
  result: JsonMap,
  key: string,
  value: unknown,
  about: { schema: FieldSchema | undefined; order: unknown },
): void {
  const current = result[key];
  const below = structBelow(about.schema);
  if (isRecord(current) && isRecord(value)) {
    // Atomic objects such as label selectors merge here too: only managedFields and server-side apply treat them as one.
    result[key] = applyStrategicMergePatch(current, value, below);
    return;
  }
  if (Array.isArray(current) && Array.isArray(value) && about.schema?.mergeList === true) {
    const merged =
      about.schema.mergeKey === undefined
        ? mergePrimitives(current, value)
        : mergeObjects(current, value, { key: about.schema.mergeKey, structName: below });
    result[key] = Array.isArray(about.order)
      ? arrangeItems(merged, about.order, current, about.schema.mergeKey)
      : merged;
    return;
  }
  const fresh = withoutDirectives(value);
  if (fresh === undefined) Reflect.deleteProperty(result, key);
  else result[key] = fresh;
}

function mergePrimitives(current: unknown[], patch: unknown[]): unknown[] {
  const merged = [...new Set([...current, ...patch])];
  return arrangeItems(merged, patch, current, undefined);
}

function mergeObjects(
  current: unknown[],
  patch: unknown[],
  by: { key: string; structName: string | undefined },
): unknown[] {
  let items = current.filter(isRecord);
  const changes: JsonMap[] = [];
  let replace = false;
  for (const change of patch) {
    if (!isRecord(change)) throw new PatchApplyError('lists of objects merge only with lists of objects');
    const mode = change[directive];
    if (mode === 'replace') replace = true;
    else if (mode === 'delete') items = items.filter((item) => item[by.key] !== mergeValue(change, by.key));
    else if (mode === undefined) changes.push(change);
    else throw new MergeError(`unknown patch type: ${goText(mode)} in map: ${goText(change)}`);
  }
  if (replace) return changes.map((change) => withoutDirectives(change));
  const merged = [...items];
  for (const change of changes) {
    const value = mergeValue(change, by.key);
    const index = merged.findIndex((item) => item[by.key] === value);
    const found = merged[index];
    if (found === undefined) merged.push(withoutDirectives(change) as JsonMap);
    else merged[index] = applyStrategicMergePatch(found, change, by.structName);
  }
  return arrangeItems(merged, changes, items, by.key);
}

function mergeValue(item: JsonMap, key: string): unknown {
  if (!(key in item))
    throw new MergeError(`map: ${goText(item)} does not contain declared merge key: ${key}`);
  return item[key];
}

function reorder(result: JsonMap, field: string, order: unknown, schema: FieldSchema | undefined): void {
  const current = result[field];
  if (!Array.isArray(order) || !Array.isArray(current)) return;
  result[field] = arrangeItems(current, order, current, schema?.mergeKey);
}

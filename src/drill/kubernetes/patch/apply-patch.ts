import { structFields, type FieldSchema } from '../schema/field-schema.ts';

type JsonMap = Record<string, unknown>;

function isRecord(value: unknown): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function structBelow(schema: FieldSchema | undefined): string | undefined {
  const type = schema?.type;
  if (type?.kind === 'struct') return type.name;
  return type?.kind === 'list' && type.of.kind === 'struct' ? type.of.name : undefined;
}

function listPatch(before: unknown[], after: unknown[], key: string, struct: string | undefined): unknown[] {
  const changed = after.map((item) => {
    const old = before.find((other) => isRecord(other) && isRecord(item) && other[key] === item[key]);
    return isRecord(item) && isRecord(old) ? applyPatch(old, item, struct) : item;
  });
  const removed = before
    .filter(isRecord)
    .filter((old) => !after.some((item) => isRecord(item) && item[key] === old[key]))
    .map((old) => ({ $patch: 'delete', [key]: old[key] }));
  return [...changed, ...removed];
}

/**
 * The strategic merge patch of `kubectl apply`: everything in the manifest, and a deletion for what the manifest that was
 * applied before had and this one has not. What others added stays.
 */
export function applyPatch(before: JsonMap, manifest: JsonMap, structName: string | undefined): JsonMap {
  const patch: JsonMap = {};
  for (const [key, value] of Object.entries(manifest)) {
    const old = before[key];
    const schema = structName === undefined ? undefined : structFields(structName).get(key);
    const below = structBelow(schema);
    if (isRecord(value) && isRecord(old)) patch[key] = applyPatch(old, value, below);
    else if (Array.isArray(value) && Array.isArray(old) && schema?.mergeKey !== undefined) {
      patch[key] = listPatch(old, value, schema.mergeKey, below);
    } else patch[key] = value;
  }
  for (const key of Object.keys(before)) if (!(key in manifest)) patch[key] = null;
  return patch;
}

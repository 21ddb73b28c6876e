import type { Json, JsonObject } from '../model/json.ts';

/** Reads of raw Kubernetes objects: what is absent or of another type is undefined (or empty), never a throw. */
export function jsonAt(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  let here = value;
  for (const name of path) {
    if (typeof here !== 'object' || here === null || Array.isArray(here) || !Object.hasOwn(here, name)) {
      return undefined;
    }
    here = here[name];
  }
  return here;
}

export function stringAt(value: Json | undefined, ...path: readonly string[]): string | undefined {
  const found = jsonAt(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

export function numberAt(value: Json | undefined, ...path: readonly string[]): number | undefined {
  const found = jsonAt(value, ...path);
  return typeof found === 'number' ? found : undefined;
}

export function objectAt(value: Json | undefined, ...path: readonly string[]): JsonObject {
  const found = jsonAt(value, ...path);
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? found : {};
}

/** The objects of a list; other elements are left out. */
export function objectsAt(value: Json | undefined, ...path: readonly string[]): JsonObject[] {
  const found = jsonAt(value, ...path);
  if (!Array.isArray(found)) return [];
  return found.filter(
    (one): one is JsonObject => typeof one === 'object' && one !== null && !Array.isArray(one),
  );
}

/** A map of strings, such as labels or annotations. */
export function stringsAt(value: Json | undefined, ...path: readonly string[]): Record<string, string> {
  const entries = Object.entries(objectAt(value, ...path));
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** An RFC 3339 time in milliseconds since the epoch. */
export function timeAt(value: Json | undefined, ...path: readonly string[]): number | undefined {
  const text = stringAt(value, ...path);
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

/** The uid of the controller among the owners. */
export function controllerUid(object: JsonObject): string | undefined {
  const owner = objectsAt(object, 'metadata', 'ownerReferences').find((one) => one['controller'] === true);
  return stringAt(owner, 'uid');
}

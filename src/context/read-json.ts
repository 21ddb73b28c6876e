import type { Json, JsonObject } from '../model/json.ts';

type Step = string | number;

/** The value under a path, or undefined. What the API server sends is never trusted to have a shape. */
export function valueAt(value: Json | undefined, ...path: readonly Step[]): Json | undefined {
  let current = value;
  for (const step of path) {
    if (Array.isArray(current)) current = typeof step === 'number' ? current[step] : undefined;
    else if (isObject(current) && Object.hasOwn(current, step)) current = current[step];
    else return undefined;
  }
  return current;
}

/** A string that is not empty. */
export function textAt(value: Json | undefined, ...path: readonly Step[]): string | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

export function numberAt(value: Json | undefined, ...path: readonly Step[]): number | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

/** A time as Kubernetes writes it (RFC 3339), in milliseconds since the epoch. */
export function timeAt(value: Json | undefined, ...path: readonly Step[]): number | undefined {
  const time = Date.parse(textAt(value, ...path) ?? '');
  return Number.isNaN(time) ? undefined : time;
}

/** The objects of a list; an empty list when there is none. */
export function objectsAt(value: Json | undefined, ...path: readonly Step[]): JsonObject[] {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? found.filter(isObject) : [];
}

/** The string values of a map: labels, annotations, nodeSelector. */
export function stringMapAt(value: Json | undefined, ...path: readonly Step[]): Record<string, string> {
  const found = valueAt(value, ...path);
  const entries = isObject(found) ? Object.entries(found) : [];
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

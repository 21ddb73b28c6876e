/** The value at a path of an untyped object; undefined where any part is missing. */
export function readField(value: unknown, ...path: readonly (string | number)[]): unknown {
  let current = value;
  for (const part of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = Reflect.get(current, part);
  }
  return current;
}

/** A number at a path; `fallback` where there is none. */
export function readNumber(fallback: number, value: unknown, ...path: readonly (string | number)[]): number {
  const found = readField(value, ...path);
  return typeof found === 'number' ? found : fallback;
}

/** A list at a path; empty where there is none. */
export function readList(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = readField(value, ...path);
  return Array.isArray(found) ? (found as unknown[]) : [];
}

/** Text at a path; empty where there is none. */
export function readText(value: unknown, ...path: readonly (string | number)[]): string {
  const found = readField(value, ...path);
  return typeof found === 'string' ? found : '';
}

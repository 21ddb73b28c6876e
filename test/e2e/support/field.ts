/**
 * What stands in parsed JSON under a path such as `spec.template.spec.containers.0.image`; undefined when it is not
 * there. A dot within a key is written `\.`, as in `metadata.annotations.deployment\.kubernetes\.io/revision`.
 */
export function field(value: unknown, path: string): unknown {
  return path.split(/(?<!\\)\./).reduce<unknown>((inner, part) => {
    if (typeof inner !== 'object' || inner === null) return undefined;
    return (inner as Record<string, unknown>)[part.replaceAll('\\.', '.')];
  }, value);
}

/** The same, as a string; empty when it is no string or number. */
export function textField(value: unknown, path: string): string {
  const found = field(value, path);
  return typeof found === 'string' || typeof found === 'number' ? String(found) : '';
}

/** The same, as an array; empty when it is none. */
export function listField(value: unknown, path: string): unknown[] {
  const found = field(value, path);
  return Array.isArray(found) ? found : [];
}

type Values = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The text in an input of a form whose block and action have the same id; empty when there is none. */
export function typedIn(values: Values, block: string): string {
  const input = values[block]?.[block];
  return typeof input === 'object' && input !== null && 'value' in input && typeof input.value === 'string'
    ? input.value.trim()
    : '';
}

type Values = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The value that was chosen in an input of a form whose block and action have the same id; undefined when there is none. */
export function chosenIn(values: Values, block: string): string | undefined {
  const input = values[block]?.[block];
  if (typeof input !== 'object' || input === null || !('selected_option' in input)) return undefined;
  const chosen = input.selected_option;
  return typeof chosen === 'object' &&
    chosen !== null &&
    'value' in chosen &&
    typeof chosen.value === 'string'
    ? chosen.value
    : undefined;
}

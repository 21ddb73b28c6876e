import { isObject, type Rule } from './rule.ts';

const items = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? (value as readonly unknown[]) : [];
const optionKey = (option: unknown): string => JSON.stringify(isObject(option) ? option['value'] : option);

/** The options of a select, radio group, checkbox group or overflow menu, those in groups included. */
export function offeredOptions(
  element: Readonly<Record<string, unknown>>,
): readonly Readonly<Record<string, unknown>>[] {
  const groups = items(element['option_groups']).filter(isObject);
  return [element['options'], ...groups.map((group) => group['options'])].flatMap(items).filter(isObject);
}

/** An initial option must be one of the options offered, as Slack insists. */
export const initialIsOffered: Rule = (element, pointer, report) => {
  if (!isObject(element)) return;
  const offered = new Set(offeredOptions(element).map(optionKey));
  for (const initial of [element['initial_option'], ...items(element['initial_options'])]) {
    if (initial !== undefined && !offered.has(optionKey(initial))) {
      report(pointer, 'initial_option must exactly match one of the provided options');
    }
  }
};

export const optionsOrGroups: Rule = (element, pointer, report) => {
  if (!isObject(element)) return;
  if ((element['options'] === undefined) === (element['option_groups'] === undefined)) {
    report(pointer, 'must provide exactly one of: options, option_groups');
  }
};

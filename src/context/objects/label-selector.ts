import type { Json } from '../../model/json.ts';
import { isObject, objectsAt, stringMapAt, textAt, valueAt } from '../read-json.ts';

/**
 * A LabelSelector object as the query parameter `labelSelector`. Undefined when it selects nothing (absent): an empty
 * parameter would select everything.
 */
export function selectorText(selector: Json | undefined): string | undefined {
  if (!isObject(selector)) return undefined;
  const parts = Object.entries(stringMapAt(selector, 'matchLabels')).map(([key, value]) => `${key}=${value}`);
  for (const expression of objectsAt(selector, 'matchExpressions')) {
    const key = textAt(expression, 'key') ?? '';
    const values = valueAt(expression, 'values');
    const list = `(${Array.isArray(values) ? values.filter((value) => typeof value === 'string').join(',') : ''})`;
    const operator = textAt(expression, 'operator');
    if (operator === 'In') parts.push(`${key} in ${list}`);
    else if (operator === 'NotIn') parts.push(`${key} notin ${list}`);
    else if (operator === 'Exists') parts.push(key);
    else if (operator === 'DoesNotExist') parts.push(`!${key}`);
  }
  return parts.length === 0 ? undefined : parts.join(',');
}

/** A Service's selector is a plain map. */
export function mapSelectorText(map: Readonly<Record<string, string>>): string | undefined {
  const parts = Object.entries(map).map(([key, value]) => `${key}=${value}`);
  return parts.length === 0 ? undefined : parts.join(',');
}

import type { JsonObject } from '../model/json.ts';
import { jsonAt, objectsAt, stringAt, stringsAt } from './json-at.ts';

/**
 * Whether an object's labels meet a `LabelSelector`; an empty selector meets all, an absent one none.
 * https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/label-selector/
 */
export function labelsMatch(selector: JsonObject | undefined, object: JsonObject): boolean {
  if (selector === undefined) return false;
  const labels = stringsAt(object, 'metadata', 'labels');
  const equal = Object.entries(stringsAt(selector, 'matchLabels'));
  if (equal.some(([key, value]) => labels[key] !== value)) return false;
  return objectsAt(selector, 'matchExpressions').every((expression) => {
    const value = labels[stringAt(expression, 'key') ?? ''];
    const values = jsonAt(expression, 'values');
    const among = Array.isArray(values) && value !== undefined && values.includes(value);
    switch (stringAt(expression, 'operator')) {
      case 'In':
        return among;
      case 'NotIn':
        return !among;
      case 'Exists':
        return value !== undefined;
      default:
        return value === undefined;
    }
  });
}

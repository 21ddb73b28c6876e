import type { JsonObject } from '../model/json.ts';
import { jsonAt, objectAt, objectsAt, stringAt, stringsAt } from './json-at.ts';

/**
 * A workload's `spec.selector` as the query parameter labelSelector.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
 */
export function labelSelector(workload: JsonObject): string {
  const selector = objectAt(workload, 'spec', 'selector');
  const equal = Object.entries(stringsAt(selector, 'matchLabels')).map(([key, value]) => `${key}=${value}`);
  const expressions = objectsAt(selector, 'matchExpressions').map((expression) => {
    const key = stringAt(expression, 'key') ?? '';
    const values = jsonAt(expression, 'values');
    const list = Array.isArray(values) ? values.filter((value) => typeof value === 'string').join(',') : '';
    switch (stringAt(expression, 'operator')) {
      case 'In':
        return `${key} in (${list})`;
      case 'NotIn':
        return `${key} notin (${list})`;
      case 'DoesNotExist':
        return `!${key}`;
      default:
        return key;
    }
  });
  return [...equal, ...expressions].join(',');
}

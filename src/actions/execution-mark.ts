import type { ActionName } from '../model/action.ts';
import type { JsonObject } from '../model/json.ts';
import { objectAt, objectsAt, stringAt, timeAt } from './json-at.ts';

/** Set on the objects that are patched themselves; subresources drop it. */
export const executionAnnotation = 'middlewatch.dev/execution';

/** Names one execution, as field manager and as annotation. At most 128 characters are kept by the API server. */
export function executionMark(action: ActionName, executionId: string): string {
  return `middlewatch-${action}-${executionId}`;
}

/** Whether the object shows that this execution's call was carried out: by a managed field or by the annotation. */
export function carriesMark(object: JsonObject, mark: string): boolean {
  if (stringAt(object, 'metadata', 'annotations', executionAnnotation) === mark) return true;
  return objectsAt(object, 'metadata', 'managedFields').some((entry) => entry['manager'] === mark);
}

/**
 * Who wrote a field last, as managedFields tells it.
 * @param field the path in managedFields' spelling: `['f:spec', 'f:unschedulable']`
 */
export function lastWriter(
  object: JsonObject,
  field: readonly string[],
): { manager: string; at: number | undefined } | undefined {
  const owners = objectsAt(object, 'metadata', 'managedFields').filter((entry) => {
    const parent = objectAt(entry, 'fieldsV1', ...field.slice(0, -1));
    return Object.hasOwn(parent, field.at(-1) ?? '');
  });
  const [newest] = owners
    .map((entry) => ({ manager: stringAt(entry, 'manager') ?? 'somebody', at: timeAt(entry, 'time') }))
    .sort((one, other) => (other.at ?? 0) - (one.at ?? 0));
  return newest;
}

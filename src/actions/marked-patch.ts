import type { Change, PatchType } from '../cluster/cluster-client.ts';
import { objectPath } from '../cluster/object-path.ts';
import type { JsonObject } from '../model/json.ts';
import type { ObjectReference } from '../model/object-reference.ts';
import type { Lock } from './action.ts';
import { executionAnnotation } from './execution-mark.ts';
import { objectAt, stringAt } from './json-at.ts';

/** A patch of an object itself: with the resourceVersion that was read, and with the execution's annotation. */
export function markedPatch(
  { object, reference }: { object: JsonObject; reference: ObjectReference },
  { type, body }: { type: Exclude<PatchType, 'application/json-patch+json'>; body: JsonObject },
  { mark, lock }: { mark: string; lock: Lock },
): Change {
  const resourceVersion = stringAt(object, 'metadata', 'resourceVersion') ?? '';
  return {
    method: 'PATCH',
    path: objectPath(reference),
    type,
    body: {
      ...body,
      metadata: {
        ...(lock !== 'none' && { resourceVersion }),
        annotations: { ...objectAt(body, 'metadata', 'annotations'), [executionAnnotation]: mark },
      },
    },
  };
}

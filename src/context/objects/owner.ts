import type { JsonObject } from '../../model/json.ts';
import type { ObjectReference } from '../../model/object-reference.ts';
import { objectsAt, textAt, valueAt } from '../read-json.ts';

export interface Owner {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
}

/** The one owner that controls the object (metadata.ownerReferences with controller: true). */
export function controllerOf(object: JsonObject): Owner | undefined {
  const owner = objectsAt(object, 'metadata', 'ownerReferences').find(
    (entry) => valueAt(entry, 'controller') === true,
  );
  const kind = textAt(owner, 'kind');
  const name = textAt(owner, 'name');
  const uid = textAt(owner, 'uid');
  if (kind === undefined || name === undefined || uid === undefined) return undefined;
  return { apiVersion: textAt(owner, 'apiVersion') ?? '', kind, name, uid };
}

/** The reference to an object as the API server sent it. */
export function referenceTo(
  cluster: string,
  kind: string,
  object: JsonObject,
): ObjectReference & { uid: string } {
  const namespace = textAt(object, 'metadata', 'namespace');
  return {
    cluster,
    kind,
    ...(namespace === undefined ? {} : { namespace }),
    name: textAt(object, 'metadata', 'name') ?? '',
    uid: textAt(object, 'metadata', 'uid') ?? '',
  };
}

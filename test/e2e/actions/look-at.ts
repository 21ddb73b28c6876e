import { isDeepStrictEqual } from 'node:util';
import { field, listField, textField } from '../support/field.ts';
import { waitUntil } from '../support/wait-until.ts';
import { placed, type Look, type Place } from './action-case.ts';

/** Reads one object; `path` as in a URL, with `{ns}` and `{node}`. */
export async function readAt(place: Place, path: string): Promise<unknown> {
  return await place.admin.expect({ method: 'GET', path: placed(path, place) });
}

/** The object at a path has these values; undefined means that the field is not there. */
export function has(path: string, values: Readonly<Record<string, unknown>>): Look {
  return async (place) => {
    const object = await readAt(place, path);
    const wrong = Object.entries(values).filter(
      ([at, value]) => !isDeepStrictEqual(field(object, at), value),
    );
    if (wrong.length === 0) return undefined;
    return wrong
      .map(([at, value]) => `${at} is ${shown(field(object, at))} instead of ${shown(value)}`)
      .join(', ');
  };
}

/** All of them. */
export function all(...looks: readonly Look[]): Look {
  return async (place) => {
    const faults = await Promise.all(looks.map(async (look) => look(place)));
    const found = faults.filter((fault) => fault !== undefined);
    return found.length === 0 ? undefined : found.join(', ');
  };
}

/** Waits until a look finds nothing wrong. */
export async function until(place: Place, look: Look, what: string): Promise<void> {
  let last: string | undefined;
  await waitUntil(async () => (last = await look(place)) === undefined, { what, timeoutMs: 60_000 }).catch(
    (error: unknown) => {
      throw new Error(`${what} in ${place.namespace}: ${last ?? 'cannot be looked at'}`, { cause: error });
    },
  );
}

/** A PATCH by the hand of a CI system. */
export async function change(
  place: Place,
  path: string,
  body: unknown,
  contentType = 'application/strategic-merge-patch+json',
): Promise<void> {
  const where = `${placed(path, place)}?fieldManager=ci-deploy`;
  await place.admin.expect({ method: 'PATCH', path: where, contentType, body });
}

/** The pods with a label, that are not on their way out. */
export async function livePods(place: Place, app: string): Promise<unknown[]> {
  const pods = await readAt(place, `/api/v1/namespaces/{ns}/pods?labelSelector=app%3D${app}`);
  return listField(pods, 'items').filter((pod) => field(pod, 'metadata.deletionTimestamp') === undefined);
}

/** Waits for a ready pod with this label and returns its name. */
export async function readyPod(place: Place, app: string): Promise<string> {
  return await waitUntil(
    async () => {
      const ready = (await livePods(place, app)).find((pod) =>
        listField(pod, 'status.conditions').some(
          (condition) => field(condition, 'type') === 'Ready' && field(condition, 'status') === 'True',
        ),
      );
      return ready === undefined ? undefined : textField(ready, 'metadata.name');
    },
    { what: `a ready pod of ${app} in ${place.namespace}` },
  );
}

function shown(value: unknown): string {
  return value === undefined ? 'absent' : JSON.stringify(value);
}

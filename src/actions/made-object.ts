import { ClusterError } from '../cluster/cluster-client.ts';
import { objectPath } from '../cluster/object-path.ts';
import type { ActionName } from '../model/action.ts';
import type { JsonObject } from '../model/json.ts';
import type { ObjectReference } from '../model/object-reference.ts';
import type { ActionTools } from './action.ts';

/** Names of Jobs and Backups end up in labels. */
const longestName = 63;
/** With the number of the step, where several were made at once. */
const suffixForm = /-mw-[a-z0-9]+(?:-\d+)?$/;

/**
 * `report-mw-8f3k2`: the name of an object that an execution makes follows from the execution, so that of two calls one
 * is answered 409. What was made of something that was made so itself does not grow longer each time.
 * @param mark `middlewatch-<action>-<execution id>`
 */
export function madeName(action: ActionName, from: string, mark: string): string {
  const suffix = `-mw-${mark.slice(`middlewatch-${action}-`.length)}`;
  const base = from.replace(suffixForm, '').slice(0, longestName - suffix.length);
  return `${base.replace(/[-.]+$/, '')}${suffix}`;
}

/** The Job that an execution makes beside its target. */
export function madeJob(
  action: ActionName,
  { cluster, namespace, name }: ObjectReference,
  mark: string,
): ObjectReference {
  return {
    cluster,
    kind: 'Job',
    ...(namespace !== undefined && { namespace }),
    name: madeName(action, name, mark),
  };
}

/** Whether the object with the name that follows from the execution is there. */
export async function lookForMade(
  tools: Pick<ActionTools, 'cluster' | 'identity'>,
  made: ObjectReference,
): Promise<'done' | 'not-done'> {
  return (await readMade(tools, made)) === undefined ? 'not-done' : 'done';
}

/** @returns undefined: it is not there */
export async function readMade(
  tools: Pick<ActionTools, 'cluster' | 'identity'>,
  made: ObjectReference,
): Promise<JsonObject | undefined> {
  try {
    return await tools.cluster.get(objectPath(made), {
      ...(tools.identity !== undefined && { identity: tools.identity }),
    });
  } catch (error) {
    if (error instanceof ClusterError && error.status === 404) return undefined;
    throw error;
  }
}

import { ClusterError } from '../cluster/cluster-client.ts';
import { collectionPath } from '../cluster/object-path.ts';
import { didYouMean } from '../model/did-you-mean.ts';
import { fullReference, type ObjectReference } from '../model/object-reference.ts';
import type { PlanRefusal } from '../model/plan.ts';
import type { ActionTools } from './action.ts';
import { stringAt } from './json-at.ts';

/** It only helps a person who mistyped: a slow API server costs the guess, not the answer. */
const timeoutMs = 2_000;

/**
 * A refusal for an object that is not there, with the one of that kind in the same place whose name is nearest: names are
 * typed in a hurry. Other refusals stay as they are, and so does one for which the names cannot be listed.
 */
export async function withNearName(
  tools: Pick<ActionTools, 'cluster' | 'identity'>,
  target: ObjectReference,
  refusal: PlanRefusal,
): Promise<PlanRefusal> {
  if (refusal.reason !== 'not-found') return refusal;
  const names = await namesBeside(tools, target);
  if (names.includes(target.name)) return refusal;
  const meant = didYouMean(target.name, names);
  if (meant === undefined) return refusal;
  return {
    ...refusal,
    message: `${refusal.message} Did you mean ${fullReference({ ...target, name: meant })}?`,
  };
}

async function namesBeside(
  { cluster, identity }: Pick<ActionTools, 'cluster' | 'identity'>,
  { kind, namespace }: ObjectReference,
): Promise<readonly string[]> {
  try {
    const objects = await cluster.list(collectionPath(kind, namespace), {
      timeoutMs,
      ...(identity !== undefined && { identity }),
    });
    return objects.flatMap((object) => stringAt(object, 'metadata', 'name') ?? []);
  } catch (error) {
    // No right to list, too many of them, or no answer: then without a guess.
    if (error instanceof ClusterError) return [];
    throw error;
  }
}

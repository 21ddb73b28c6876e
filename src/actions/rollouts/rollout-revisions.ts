import type { JsonObject } from '../../model/json.ts';
import type { ActionTools } from '../action.ts';
import { stringAt } from '../json-at.ts';
import { listRevisions, revisionInWords, type Revision } from '../revisions.ts';
import { isRolloutObserved } from './rollout-phase.ts';

/** Argo Rollouts' label on ReplicaSets and pods; status.stableRS and status.currentPodHash hold its values. */
export const podHashLabel = 'rollouts-pod-template-hash';

export function podHashOf(revision: Revision): string {
  return stringAt(revision.object, 'metadata', 'labels', podHashLabel) ?? '';
}

export function revisionByHash(revisions: readonly Revision[], hash: string): Revision | undefined {
  return hash === '' ? undefined : revisions.find((one) => podHashOf(one) === hash);
}

/**
 * The revision that a Rollout's template asks for. The API server fills defaults into ReplicaSets, and not into a custom
 * resource, so that their templates differ; the controller says which one it took.
 */
export function rolloutRevision(rollout: JsonObject, revisions: readonly Revision[]): Revision | undefined {
  if (!isRolloutObserved(rollout)) return undefined;
  return revisionByHash(revisions, stringAt(rollout, 'status', 'currentPodHash') ?? '');
}

/** Both versions in words: `revision 14 (shop/checkout:1.5, made 3 minutes ago)`. */
export async function versionsInWords(
  tools: ActionTools,
  rollout: JsonObject,
  hashes: { currentHash: string; stableHash: string },
): Promise<{ current: string; stable: string; revisions: readonly Revision[] }> {
  const revisions = await listRevisions(tools, rollout);
  const now = tools.now();
  const words = (hash: string): string => {
    const found = revisionByHash(revisions, hash);
    return found === undefined ? `the version with hash ${hash}` : revisionInWords(found, now);
  };
  return { current: words(hashes.currentHash), stable: words(hashes.stableHash), revisions };
}

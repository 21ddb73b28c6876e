import type { Change } from '../../cluster/cluster-client.ts';
import { objectPath } from '../../cluster/object-path.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Permission } from '../../model/permission.ts';
import type { Lock } from '../action.ts';
import { executionAnnotation } from '../execution-mark.ts';
import { stringAt } from '../json-at.ts';
import type { ReadTarget } from '../read-target.ts';

/**
 * What kubectl-argo-rollouts sends: a merge patch of the status subresource, here with a lock. Everything but the status
 * is dropped there. The annotation is dropped too, yet its field stays with the field manager in managedFields: else a
 * patch that only takes fields away (the end of a pause) would leave no trace of its execution (measured on 1.34).
 */
export function statusPatch(
  read: ReadTarget,
  status: JsonObject,
  { mark, lock }: { mark: string; lock: Lock },
): Change {
  const resourceVersion = stringAt(read.object, 'metadata', 'resourceVersion') ?? '';
  return {
    method: 'PATCH',
    path: objectPath(read.reference, 'status'),
    type: 'application/merge-patch+json',
    body: {
      metadata: {
        ...(lock !== 'none' && { resourceVersion }),
        annotations: { [executionAnnotation]: mark },
      },
      status,
    },
  };
}

/** @param fields what the status patch changes, as Permission says */
export function statusPermissions(action: string, what: string, fields: readonly string[]): Permission[] {
  return [
    {
      apiGroup: 'argoproj.io',
      resources: ['rollouts'],
      verbs: ['get'],
      scope: 'namespace',
      neededBy: `${action}: reads the Rollout`,
      optional: true,
    },
    {
      apiGroup: 'argoproj.io',
      resources: ['rollouts/status'],
      verbs: ['patch'],
      scope: 'namespace',
      neededBy: `${action}: ${what}`,
      fields,
      optional: true,
    },
    {
      apiGroup: 'apps',
      resources: ['replicasets'],
      verbs: ['list'],
      scope: 'namespace',
      neededBy: `${action}: which versions there are`,
      during: 'plan',
    },
  ];
}

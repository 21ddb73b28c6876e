import type { Change } from '../cluster/cluster-client.ts';
import { objectPath } from '../cluster/object-path.ts';
import type { JsonObject } from '../model/json.ts';
import type { ObjectReference } from '../model/object-reference.ts';
import type { Lock } from './action.ts';
import { executionAnnotation } from './execution-mark.ts';
import { jsonAt, objectAt, stringAt, stringsAt } from './json-at.ts';
import type { Revision } from './revisions.ts';

/** Kept from the Deployment; all others come from the ReplicaSet (kubectl: pkg/util/deployment, annotationsToSkip). */
const keptAnnotations = [
  'kubectl.kubernetes.io/last-applied-configuration',
  'deployment.kubernetes.io/revision',
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
];

/** The annotations after the rollback, without the execution's own. */
export function annotationsAfter(deployment: JsonObject, revision: Revision): Record<string, string> {
  const current = stringsAt(deployment, 'metadata', 'annotations');
  const wanted = stringsAt(revision.object, 'metadata', 'annotations');
  const kept = (name: string): boolean => keptAnnotations.includes(name);
  return Object.fromEntries([
    ...Object.entries(wanted).filter(([name]) => !kept(name) && name !== executionAnnotation),
    ...Object.entries(current).filter(([name]) => kept(name)),
  ]);
}

/**
 * What `kubectl rollout undo` sends, with a lock and a mark: replacing the resourceVersion by the one that was read
 * makes the API server answer 409 when the object was written since; a `test` operation would answer a bare 422.
 */
export function rollbackPatch(
  target: ObjectReference,
  deployment: JsonObject,
  revision: Revision,
  { mark, lock }: { mark: string; lock: Lock },
): Change {
  if (deployment['kind'] !== 'Deployment')
    return controllerRevisionPatch(target, deployment, revision, { mark, lock });
  const hasAnnotations = jsonAt(deployment, 'metadata', 'annotations') !== undefined;
  const resourceVersion = stringAt(deployment, 'metadata', 'resourceVersion') ?? '';
  return {
    method: 'PATCH',
    path: objectPath(target),
    type: 'application/json-patch+json',
    body: [
      ...(lock === 'none'
        ? []
        : [{ op: 'replace', path: '/metadata/resourceVersion', value: resourceVersion }]),
      { op: 'replace', path: '/spec/template', value: revision.template },
      {
        op: hasAnnotations ? 'replace' : 'add',
        path: '/metadata/annotations',
        value: { ...annotationsAfter(deployment, revision), [executionAnnotation]: mark },
      },
    ],
  };
}

/** kubectl sends the revision's data as it is: a strategic merge patch that replaces the template and nothing else. */
function controllerRevisionPatch(
  target: ObjectReference,
  workload: JsonObject,
  revision: Revision,
  { mark, lock }: { mark: string; lock: Lock },
): Change {
  const resourceVersion = stringAt(workload, 'metadata', 'resourceVersion') ?? '';
  return {
    method: 'PATCH',
    path: objectPath(target),
    type: 'application/strategic-merge-patch+json',
    body: {
      ...objectAt(revision.object, 'data'),
      metadata: {
        ...(lock !== 'none' && { resourceVersion }),
        annotations: { [executionAnnotation]: mark },
      },
    },
  };
}

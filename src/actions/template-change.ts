import type { Change } from '../cluster/cluster-client.ts';
import { objectPath } from '../cluster/object-path.ts';
import type { JsonObject } from '../model/json.ts';
import type { Lock } from './action.ts';
import { executionAnnotation } from './execution-mark.ts';
import { stringAt } from './json-at.ts';
import type { ReadTarget } from './read-target.ts';
import { revertWarning } from './revert-warning.ts';

/**
 * A strategic merge patch of the pod template: containers are merged by their name. A plain merge patch would take all
 * other containers away (measured).
 */
export function templatePatch(
  read: ReadTarget,
  template: JsonObject,
  { mark, lock }: { mark: string; lock: Lock },
): Change {
  const resourceVersion = stringAt(read.object, 'metadata', 'resourceVersion') ?? '';
  return {
    method: 'PATCH',
    path: objectPath(read.reference),
    type: 'application/strategic-merge-patch+json',
    body: {
      metadata: {
        ...(lock !== 'none' && { resourceVersion }),
        annotations: { [executionAnnotation]: mark },
      },
      spec: { template },
    },
  };
}

/** What holds for every change of a template: who takes it back. */
export function templateWarnings(workload: JsonObject): string[] {
  const applied = stringAt(
    workload,
    'metadata',
    'annotations',
    'kubectl.kubernetes.io/last-applied-configuration',
  );
  const reverted = revertWarning(workload);
  return [
    ...(reverted === undefined ? [] : [reverted]),
    ...(applied === undefined
      ? []
      : ['The next kubectl apply brings the present state back: mend the manifest too.']),
  ];
}

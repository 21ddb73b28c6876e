import type { JsonObject } from '../model/json.ts';
import { stringAt } from './json-at.ts';
import type { Revision } from './revisions.ts';

/** Which pods are those of one revision: by the controller that owns them, and by the label that a StatefulSet or DaemonSet gives them. */
export interface RevisionPods {
  controller: string;
  label?: { name: string; value: string };
}

const revisionLabel = 'controller-revision-hash';

/** A StatefulSet's pods carry the revision's name, a DaemonSet's the hash that the revision itself is labelled with. */
export function podsOfRevision(workload: JsonObject, revision: Revision | undefined): RevisionPods {
  if (workload['kind'] === 'Deployment' || workload['kind'] === 'Rollout')
    return { controller: revision?.uid ?? '' };
  const hash = stringAt(revision?.object, 'metadata', 'labels', revisionLabel);
  return {
    controller: stringAt(workload, 'metadata', 'uid') ?? '',
    label: { name: revisionLabel, value: hash ?? revision?.name ?? '' },
  };
}

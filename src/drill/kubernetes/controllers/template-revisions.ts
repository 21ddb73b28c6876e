import type { KubeObject } from '../kube-object.ts';
import { templateHash } from '../registry/identifiers.ts';
import { resourceByKey } from '../resources/resource-table.ts';
import type { ControllerRevision, PodTemplate } from '../resources/workload-types.ts';
import { equalJson } from '../schema/equal-json.ts';
import type { LabelSelectorSpec } from '../select/label-selector.ts';
import { ownerReference, type ClusterAccess } from './cluster-access.ts';

const revisions = 'controllerrevisions.apps';

/** A StatefulSet or a DaemonSet: their templates are remembered as ControllerRevisions. */
export interface Templated extends KubeObject {
  spec: { template: PodTemplate; selector: LabelSelectorSpec; revisionHistoryLimit?: number };
}

/** All remembered templates of the owner, oldest first. */
export function revisionsOf(owner: Templated, access: ClusterAccess): ControllerRevision[] {
  return access.owned(revisions, owner).sort((left, right) => left.revision - right.revision);
}

/**
 * The revision of the owner's present template; a template that was there before gets the newest number again.
 * `data` is the strategic merge patch that brings the template back.
 */
export function ensureRevision(
  owner: Templated,
  resource: string,
  access: ClusterAccess,
): ControllerRevision {
  const data = { spec: { template: { ...owner.spec.template, $patch: 'replace' } } };
  const known = revisionsOf(owner, access);
  const newest = known.at(-1);
  const equal = known.findLast((revision) => equalJson(revision.data, data));
  if (equal && newest) {
    if (equal === newest) return equal;
    const renumbered = access.update<ControllerRevision>(revisions, equal, (draft) => {
      draft.revision = newest.revision + 1;
    });
    return renumbered ?? equal;
  }
  const hash = templateHash(data);
  const { name, namespace = '' } = owner.metadata;
  const created = access.create(revisions, namespace, {
    metadata: {
      name: `${name}-${hash}`,
      labels: { ...owner.spec.template.metadata?.labels, 'controller.kubernetes.io/hash': hash },
      ownerReferences: [ownerReference(owner, resourceByKey(resource))],
    },
    revision: (newest?.revision ?? 0) + 1,
    data,
  });
  return created as ControllerRevision;
}

/** Old revisions beyond the history limit go; those that pods still run stay. */
export function pruneRevisions(owner: Templated, inUse: ReadonlySet<string>, access: ClusterAccess): void {
  const unused = revisionsOf(owner, access).filter(({ metadata }) => !inUse.has(metadata.name));
  const surplus = unused.length - (owner.spec.revisionHistoryLimit ?? 10);
  for (const revision of unused.slice(0, Math.max(0, surplus))) access.delete(revisions, revision);
}

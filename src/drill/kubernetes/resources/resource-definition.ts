import type { FieldError, GroupResource } from '../errors/api-errors.ts';
import type { KubeObject } from '../kube-object.ts';

/** One subresource, as discovery lists it: `scale` answers autoscaling/v1 Scale. */
export interface SubresourceDefinition {
  name: 'status' | 'scale' | 'log' | 'eviction' | 'binding' | 'ephemeralcontainers';
  kind: string;
  group?: string;
  version?: string;
  verbs: readonly string[];
}

/** Everything the API server knows about one resource. Objects are decoded before any of these functions sees them. */
export interface ResourceDefinition {
  group: string;
  version: string;
  /** Plural, as in the path. */
  resource: string;
  singular: string;
  kind: string;
  shortNames: readonly string[];
  categories?: readonly string[];
  namespaced: boolean;
  verbs: readonly string[];
  /** The type in the schema table, such as `apps.Deployment`. */
  schema: string;
  subresources: readonly SubresourceDefinition[];
  /** What moves `metadata.generation` (from 1); a Deployment's moves with its annotations too. */
  generation: 'none' | 'spec' | 'spec-and-annotations';
  /** Status sent through the main resource is ignored. */
  protectsStatus: boolean;
  /** Through the status subresource nothing of the metadata can be changed (custom resources). */
  statusKeepsMetadata?: true;
  /** An update without resourceVersion is taken (most resources). */
  unconditionalUpdate: boolean;
  createOnUpdate: boolean;
  /** Deleting answers the deleted object instead of a Status. */
  answersDeleted: boolean;
  /** Fills in defaults, in place. */
  setDefaults?: (object: KubeObject) => void;
  /** Counts something about its versions, in place, before the fields get their owners; `before` is undefined for a new object. */
  count?: (object: KubeObject, before: KubeObject | undefined) => void;
  /** A sentence for the Warning header of every answer about it. */
  warning?: string;
  /** What admission plugins add to a new object, in place. */
  admit?: (object: KubeObject) => void;
  /** What admission plugins add to a changed object, in place. */
  admitChange?: (object: KubeObject) => void;
  /** Faults of a new or changed object. */
  validate?: (object: KubeObject) => FieldError[];
  /** Faults of a change, such as a change of an immutable field. */
  validateChange?: (object: KubeObject, before: KubeObject) => FieldError[];
}

export function apiVersionOf({ group, version }: { group: string; version: string }): string {
  return group === '' ? version : `${group}/${version}`;
}

export function groupResourceOf({ group, resource }: ResourceDefinition): GroupResource {
  return { group, resource };
}

/** `deployments.apps`, `pods`: how the handle's keys name a resource. */
export function resourceKey({ group, resource }: { group: string; resource: string }): string {
  return group === '' ? resource : `${resource}.${group}`;
}
